import { choice } from './forms.ts';
import type { Shelf } from './shelf.ts';

const bindings = choice('Binding', { Paperback: 1, Hardback: 1.7 });

export const books: Shelf = {
  category: 'books',
  type: 'PHYSICAL',
  motif: 'book',
  tags: ['books'],
  edition: 'Press',
  notes: [
    'Printed on wood-free paper and sewn, so that it lies open on the table.',
    'Wrapped in brown paper, ready to be a present.',
    'A first run of 1 500 copies.',
    'Read the first chapter on request; we send it by mail.',
  ],
  goods: [
    {
      name: 'The Salt Road',
      about:
        'A novel about three lorry drivers, a stolen harmonium and the road from Mombasa to Juba. Funny until it is not.',
      price: 16,
      pack: [220, 150, 30, 390],
      tint: 'rust',
      shape: 'landscape',
      tags: ['novel', 'east africa'],
      forms: [bindings],
    },
    {
      name: 'Letters to a Lighthouse',
      about: 'A keeper’s daughter answers the letters that ships threw overboard. Short, salty and hard to put down.',
      price: 14,
      pack: [210, 140, 25, 310],
      tint: 'petrol',
      shape: 'circle',
      tags: ['novel'],
      forms: [bindings],
    },
    {
      name: 'Birds of the City Roof',
      about:
        'Sixty-four species you can see from a balcony with a cup of tea, painted life-size where the page allows.',
      price: 24,
      pack: [250, 200, 30, 720],
      tint: 'sage',
      shape: 'bird',
      tags: ['field guide', 'birds', 'illustrated'],
    },
    {
      name: 'Beans, Greens and Coconut',
      about:
        'Eighty weekday recipes from the Swahili coast, none with more than nine ingredients. The pilau alone is worth it.',
      price: 28,
      pack: [270, 210, 30, 980],
      tint: 'mustard',
      shape: 'bowl',
      tags: ['cookbook', 'vegetarian'],
    },
    {
      name: 'How Bridges Stand Up',
      about: 'An engineer explains eleven bridges to her curious niece, with experiments in spaghetti.',
      price: 19,
      pack: [230, 180, 25, 560],
      tint: 'sky',
      shape: 'bridge',
      tags: ['science', 'children'],
    },
    {
      name: 'A Year of Small Repairs',
      about: 'One thing to mend each week, from darned socks to sticking doors. Drawn instructions, no jargon.',
      price: 22,
      pack: [240, 180, 25, 610],
      tint: 'terracotta',
      shape: 'grid',
      tags: ['craft', 'repair'],
    },
    {
      name: 'Poems for a Power Cut',
      about: 'Forty poems in English and Swahili, set in type big enough for a candle.',
      price: 12,
      pack: [190, 130, 15, 210],
      tint: 'indigo',
      shape: 'circle',
      tags: ['poetry', 'swahili'],
    },
    {
      name: 'Atlas of Vanished Railways',
      about: 'Maps, timetables and the odd recipe from dining cars that no longer run. Out of print since 1988.',
      price: 36,
      pack: [320, 250, 30, 1300],
      tint: 'burgundy',
      shape: 'grid',
      tags: ['atlas', 'second-hand', 'railways'],
      used: ['GOOD', 'Dust jacket with a short tear, owner’s name in pencil; pages clean.'],
    },
  ],
};
