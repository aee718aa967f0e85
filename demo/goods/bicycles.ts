import { colours, sizes } from './forms.ts';
import type { Shelf } from './shelf.ts';

const frames = sizes('50 cm', '54 cm', '58 cm');

export const bicycles: Shelf = {
  category: 'bicycles',
  type: 'PHYSICAL',
  motif: 'bicycle',
  tags: ['cycling', 'bicycle'],
  notes: [
    'Comes ninety per cent assembled: straighten the bar, fit the pedals, ride.',
    'Standard parts throughout, so any village mechanic can mend it.',
    'The frame carries a ten-year promise.',
    'First service after 300 kilometres is on us, in the shop or by video.',
  ],
  goods: [
    {
      name: 'city bicycle with a hub dynamo',
      about: 'Seven gears in the hub, light whenever you roll, and a chain that never meets your trousers.',
      price: 789,
      pack: [1450, 260, 820, 19500],
      tint: 'petrol',
      shape: 'city',
      tags: ['city', 'hub gear'],
      forms: [colours('petrol', 'cream', 'black'), frames],
    },
    {
      name: 'step-through bicycle with a basket',
      about:
        'Low enough for skirts, parcels and bad knees. The basket is willow and fixed to the frame, so it does not steer.',
      price: 729,
      pack: [1450, 260, 820, 18800],
      tint: 'sage',
      shape: 'step',
      tags: ['city', 'step-through'],
      forms: [colours('sage', 'coral')],
    },
    {
      name: 'touring bicycle in steel',
      about: 'Long, calm and happiest with thirty kilos on board. Three bottle cages and eyelets for everything.',
      price: 1390,
      pack: [1480, 260, 840, 16900],
      tint: 'rust',
      shape: 'road',
      tags: ['touring', 'steel'],
      forms: [frames],
    },
    {
      name: 'gravel bicycle with wide tyres',
      about: 'Fast on the road and unworried when it ends. One chainring, eleven sprockets, disc brakes.',
      price: 1640,
      pack: [1450, 250, 820, 13400],
      tint: 'moss',
      shape: 'road',
      tags: ['gravel', 'disc brake'],
      forms: [colours('moss', 'sand'), frames],
    },
    {
      name: 'cargo bicycle with a box',
      about: 'Two children, or a week’s shopping, or one very good dog. Turns on a coin once you trust it.',
      price: 2480,
      pack: [1900, 520, 1100, 42000],
      tint: 'mustard',
      shape: 'cargo',
      tags: ['cargo', 'family'],
    },
    {
      name: 'boda-style utility bicycle',
      about: 'Double top tube, a rack that takes a passenger or a goat, and 36 spokes behind. Assembled in Kisumu.',
      price: 210,
      pack: [1520, 260, 860, 22500],
      tint: 'black',
      shape: 'city',
      tags: ['utility', 'steel'],
    },
    {
      name: 'children’s bicycle, 20-inch',
      about:
        'Seven and a half kilos, short cranks and brakes that small hands can pull. Sold back to us when it is outgrown.',
      price: 339,
      pack: [1180, 220, 640, 9900],
      tint: 'sky',
      shape: 'kids',
      tags: ['children', 'light'],
      forms: [colours('sky', 'red', 'yellow')],
    },
    {
      name: 'racing bicycle from 1983, rebuilt',
      about: 'Lugged steel tubes, downtube shifters and new bar tape in cotton. Every bearing has fresh grease.',
      price: 560,
      pack: [1450, 250, 820, 12800],
      tint: 'blue',
      shape: 'road',
      tags: ['vintage', 'steel'],
      used: ['GOOD', 'Paint chips touched up by hand; 56 cm, wheels true.'],
    },
  ],
};
