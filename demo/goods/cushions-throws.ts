import { choice, colours } from './forms.ts';
import type { Shelf } from './shelf.ts';

export const cushionsThrows: Shelf = {
  category: 'cushions-throws',
  type: 'PHYSICAL',
  motif: 'soft-furnishing',
  tags: ['textiles', 'home'],
  notes: [
    'Wash it at 30 degrees and dry it in the shade.',
    'Folded in tissue and sent without any plastic.',
    'Dyed in small lots, so colours differ a little from batch to batch.',
    'Hemmed by hand; loose threads may be snipped, never pulled.',
  ],
  goods: [
    {
      name: 'linen cushion cover',
      about: 'Washed linen of 240 grams, soft from the first day. Three wooden buttons close the back.',
      price: 34,
      pack: [300, 240, 30, 280],
      tint: 'rust',
      shape: 'plain',
      tags: ['linen', 'cushion'],
      forms: [colours('rust', 'sage', 'navy', 'sand'), choice('Size', { '45 × 45 cm': 1, '60 × 40 cm': 1.1 })],
    },
    {
      name: 'kikoi cushion in coastal stripes',
      about:
        'Striped cotton from the Kenyan coast, woven as a wrap and stitched into a cushion. Cover and kapok filling.',
      price: 28,
      pack: [460, 460, 180, 900],
      tint: 'sea',
      shape: 'stripes',
      tags: ['kikoi', 'cotton', 'cushion'],
      forms: [colours('sea', 'coral', 'yellow')],
    },
    {
      name: 'block-printed cushion with guinea fowl',
      about:
        'Printed by hand with pear-wood blocks; follow one bird and you will find where the printer took a breath.',
      price: 39,
      pack: [460, 460, 160, 850],
      tint: 'indigo',
      shape: 'dots',
      tags: ['block print', 'cushion'],
    },
    {
      name: 'lambswool throw with fringe',
      about: 'Spun in Jutland from the first shearing. Big enough for two on a sofa if both behave.',
      price: 119,
      pack: [380, 320, 120, 1100],
      tint: 'grey',
      shape: 'throw',
      tags: ['wool', 'throw'],
      forms: [colours('grey', 'mustard', 'plum')],
    },
    {
      name: 'checked shuka throw',
      about: 'The red blanket of the Rift Valley in a heavier weave, for terraces and cold mornings.',
      price: 32,
      pack: [360, 300, 90, 800],
      tint: 'red',
      shape: 'throw-check',
      tags: ['shuka', 'throw', 'outdoor'],
      forms: [colours('red', 'blue')],
    },
    {
      name: 'waffle throw in organic cotton',
      about: 'Light in summer and, folded once, warm in autumn. Gets fluffier with every wash.',
      price: 64,
      pack: [380, 300, 110, 950],
      tint: 'cream',
      shape: 'throw',
      tags: ['cotton', 'organic', 'throw'],
      forms: [colours('cream', 'terracotta', 'sky')],
    },
    {
      name: 'mud-cloth floor cushion',
      about:
        'Hand-spun cotton painted with fermented mud, in a geometry that tells more than we can read. Filled with buckwheat hulls.',
      price: 96,
      pack: [620, 620, 220, 4200],
      tint: 'ebony',
      shape: 'zigzag',
      tags: ['mud cloth', 'floor cushion'],
    },
    {
      name: 'quilt pieced from shirts',
      about:
        'A hundred and forty-four squares of men’s shirting, tied with red thread in the corners. Each one of a kind.',
      price: 185,
      pack: [460, 380, 180, 2100],
      tint: 'sky',
      shape: 'throw-check',
      tags: ['quilt', 'upcycled'],
    },
  ],
};
