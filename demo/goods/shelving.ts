import { choice, colours } from './forms.ts';
import type { Shelf } from './shelf.ts';

export const shelving: Shelf = {
  category: 'shelving',
  type: 'PHYSICAL',
  motif: 'shelving',
  tags: ['furniture', 'storage'],
  notes: [
    'Fixings for brick and for plasterboard are included.',
    'The edges are broken by hand, so nothing catches a sleeve.',
    'A small sample of the finish can be sent ahead.',
    'Tell us the height of your ceiling and we check that it fits.',
  ],
  goods: [
    {
      name: 'bookcase with sliding steps',
      about:
        'Five bays of oak and a pair of steps that hide in the bottom shelf. Deep enough for art books, not so deep that paperbacks get lost.',
      price: 720,
      pack: [1980, 420, 240, 46000],
      tint: 'oak',
      shape: 'bookcase',
      tags: ['books', 'oak'],
    },
    {
      name: 'leaning ladder shelf',
      about:
        'Five treads that get narrower towards the ceiling. It leans on two rubber feet and needs no holes in a rented wall.',
      price: 179,
      pack: [1860, 520, 110, 9800],
      tint: 'pine',
      shape: 'ladder',
      tags: ['rental friendly'],
      forms: [colours('pine', 'white', 'black')],
    },
    {
      name: 'string wall shelf, one bay',
      about: 'Wire ladders and three boards; start with one bay and grow along the wall as the books do.',
      price: 138,
      pack: [820, 320, 120, 7400],
      tint: 'ash',
      shape: 'wall',
      tags: ['modular', 'wall'],
      forms: [choice('Width', { '58 cm': 0.9, '78 cm': 1 }), colours('ash', 'walnut')],
    },
    {
      name: 'sideboard with cane doors',
      about:
        'Sliding doors of hand-woven cane let a record player breathe and hide its cables. Two adjustable shelves inside.',
      price: 840,
      pack: [1640, 480, 520, 49000],
      tint: 'walnut',
      shape: 'cabinet',
      tags: ['sideboard', 'cane'],
    },
    {
      name: 'spice shelf for inside a cupboard door',
      about: 'Three narrow rails that hold twenty-one small jars where there was nothing before.',
      price: 34,
      pack: [420, 320, 60, 900],
      tint: 'bamboo',
      shape: 'wall',
      tags: ['kitchen', 'spices'],
    },
    {
      name: 'picture ledge',
      about: 'A ledge with a lip for frames, cards and one small vase. Change the exhibition without a hammer.',
      price: 42,
      pack: [920, 120, 80, 1600],
      tint: 'white',
      shape: 'wall',
      tags: ['wall', 'pictures'],
      forms: [choice('Length', { '60 cm': 0.8, '90 cm': 1, '120 cm': 1.25 })],
    },
    {
      name: 'apothecary chest with 24 drawers',
      about: 'From a pharmacy near Odense, enamel labels and all. For screws, for seeds, for secrets.',
      price: 980,
      pack: [1120, 460, 920, 61000],
      tint: 'walnut',
      shape: 'drawers',
      tags: ['vintage', 'drawers'],
      used: ['GOOD', 'Two knobs replaced with close relatives; all drawers run.'],
    },
    {
      name: 'steel archive shelf',
      about:
        'Four perforated uprights and six shelves in hammer-finish grey, from a newspaper’s cellar. Bolts together in any order.',
      price: 120,
      pack: [2000, 380, 160, 27000],
      tint: 'graphite',
      shape: 'bookcase',
      tags: ['industrial', 'steel'],
      used: ['FAIR', 'Scratches and a little surface rust on the feet, which we have stopped with wax.'],
    },
  ],
};
