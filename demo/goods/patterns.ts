import { choice } from './forms.ts';
import type { Shelf } from './shelf.ts';

const paper = choice('File', { 'A4 to tape': 1, 'A0 for the copy shop': 1, Projector: 1 });

export const patterns: Shelf = {
  category: 'patterns',
  type: 'DIGITAL',
  motif: 'sewing',
  tags: ['sewing', 'craft', 'download'],
  notes: [
    'Photographed step by step; a film shows the tricky corner.',
    'You may sell what you make from it.',
    'Tested by nine strangers before it was published.',
    'Stuck? Write to us, we answer with a drawing.',
  ],
  goods: [
    {
      name: 'box-pleat skirt pattern',
      about: 'Sizes 34 to 52, with a waistband that really lies flat. An afternoon and two metres of cloth.',
      price: 11,
      tint: 'rose',
      shape: 'skirt',
      tags: ['pattern', 'skirt'],
      forms: [paper],
    },
    {
      name: 'camp shirt pattern',
      about: 'A one-piece collar for people who are afraid of collars. Made for kitenge and other loud cloth.',
      price: 12,
      tint: 'teal',
      shape: 'shirt',
      tags: ['pattern', 'shirt'],
      forms: [paper],
    },
    {
      name: 'lined tote pattern in three sizes',
      about: 'A first project: straight seams, one pocket, no zip. Children of nine have finished it.',
      price: 6,
      tint: 'mustard',
      shape: 'bag',
      tags: ['pattern', 'bag', 'beginner'],
    },
    {
      name: 'yoke jumper knitting pattern',
      about: 'Top-down and seamless, in eleven sizes, with charts that you can read without a magnifier.',
      price: 9,
      tint: 'navy',
      shape: 'knit',
      tags: ['knitting', 'jumper'],
    },
    {
      name: 'socks that fit, knitting pattern',
      about: 'Measure your foot, follow the table, never again rip back a heel. For any yarn.',
      price: 7,
      tint: 'coral',
      shape: 'knit',
      tags: ['knitting', 'socks'],
    },
    {
      name: 'children’s dungarees pattern',
      about: 'From 62 to 128, reversible, with knees that can be patched before they tear.',
      price: 10,
      tint: 'sage',
      shape: 'shirt',
      tags: ['pattern', 'children'],
      forms: [paper],
    },
    {
      name: 'quilt pattern with flying geese',
      about: 'Foundation-pieced in five block sizes, with colouring sheets to try your scraps.',
      price: 8,
      tint: 'indigo',
      shape: 'quilt',
      tags: ['quilting', 'pattern'],
    },
    {
      name: 'market hat pattern',
      about: 'A brim that keeps its shape without plastic. Five head sizes, from toddler to grandfather.',
      price: 7,
      tint: 'orange',
      shape: 'bag',
      tags: ['pattern', 'hat'],
      forms: [paper],
    },
  ],
};
