import { choice } from './forms.ts';
import type { Shelf } from './shelf.ts';

const bags = choice('Bag', { '250 g': 1, '500 g': 1.9, '1 kg': 3.6 });
const grind = choice('Grind', { 'Whole bean': 1, Filter: 1, Espresso: 1 });

export const coffee: Shelf = {
  category: 'coffee',
  type: 'PHYSICAL',
  motif: 'pouch',
  tags: ['coffee', 'food'],
  notes: [
    'Roasted on Tuesdays and sent on Wednesdays.',
    'The bag has a valve and a zip; keep it dark and drink it within six weeks.',
    'We pay the growers at least a third above the auction price, and print what we paid on the bag.',
    'Start with sixty grams a litre and go from there.',
  ],
  goods: [
    {
      name: 'Nyeri peaberry, washed',
      about:
        'Small round beans from the foot of Mount Kenya. Blackcurrant first, then grapefruit, then it stays for a while.',
      price: 13.5,
      pack: [180, 110, 70, 280],
      tint: 'burgundy',
      shape: 'bean',
      tags: ['kenya', 'single origin', 'light roast'],
      forms: [bags, grind],
    },
    {
      name: 'Kirinyaga AA, single estate',
      about: 'One family’s trees on red volcanic soil. Bright as a lemon drop, with brown sugar underneath.',
      price: 14.5,
      pack: [180, 110, 70, 280],
      tint: 'coral',
      shape: 'bean',
      tags: ['kenya', 'single origin'],
      forms: [bags, grind],
    },
    {
      name: 'Yirgacheffe natural',
      about:
        'Dried in the cherry on raised beds for three weeks. Smells of strawberries before you have even ground it.',
      price: 14,
      pack: [180, 110, 70, 280],
      tint: 'rose',
      shape: 'bean',
      tags: ['ethiopia', 'natural'],
      forms: [bags, grind],
    },
    {
      name: 'Lake Kivu washed bourbon',
      about: 'From a cooperative of four hundred growers, most of them women. Orange, honey and black tea.',
      price: 12.8,
      pack: [180, 110, 70, 280],
      tint: 'honey',
      shape: 'bean',
      tags: ['rwanda', 'cooperative'],
      forms: [bags, grind],
    },
    {
      name: 'house espresso',
      about: 'Two parts from Kiambu, one part from Minas Gerais. Thick, nutty, and forgiving of old machines.',
      price: 11.5,
      pack: [180, 110, 70, 280],
      tint: 'coffee',
      shape: 'stripe',
      tags: ['espresso', 'blend', 'dark roast'],
      forms: [bags, choice('Grind', { 'Whole bean': 1, Espresso: 1 })],
    },
    {
      name: 'breakfast blend for a big pot',
      about: 'Medium roast, soft and round, made for being reheated once and forgiven.',
      price: 9.9,
      pack: [180, 110, 70, 280],
      tint: 'orange',
      shape: 'stripe',
      tags: ['blend', 'filter'],
      forms: [bags, grind],
    },
    {
      name: 'decaf from Mbeya, water process',
      about: 'Only the caffeine is gone: cocoa, dates and a little clove are all there at ten in the evening.',
      price: 13,
      pack: [180, 110, 70, 280],
      tint: 'sky',
      shape: 'stripe',
      tags: ['decaf', 'tanzania'],
      forms: [bags, grind],
    },
    {
      name: 'green beans for home roasting',
      about:
        'Unroasted Nyeri AB, screened and dry. A cast-iron pan, twelve minutes and an open window are all you need.',
      note: 'Keeps for a year in a dry cupboard, until the day you roast it.',
      price: 21,
      pack: [260, 180, 90, 1050],
      tint: 'moss',
      shape: 'bean',
      tags: ['green beans', 'home roasting'],
      forms: [choice('Bag', { '1 kg': 1, '3 kg': 2.8 })],
    },
  ],
};
