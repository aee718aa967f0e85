import { choice, colours } from './forms.ts';
import type { Shelf } from './shelf.ts';

export const chairs: Shelf = {
  category: 'chairs',
  type: 'PHYSICAL',
  motif: 'chair',
  tags: ['furniture', 'seating'],
  notes: [
    'The joints are wedged and glued; there is not a screw in it.',
    'Finished with hard wax oil, which you can renew with a cloth in ten minutes.',
    'Felt gliders for wooden floors are in the box.',
    'It arrives in one piece and needs no tools.',
  ],
  goods: [
    {
      name: 'spindle-back dining chair',
      about:
        'Seven steam-bent spindles give just enough when you lean back after dinner. The seat is hollowed by hand with a travisher.',
      price: 245,
      pack: [900, 520, 500, 6800],
      tint: 'ash',
      shape: 'side',
      tags: ['dining', 'wood'],
      forms: [colours('ash', 'walnut', 'black')],
    },
    {
      name: 'woven-seat dining chair in oak',
      about:
        'A seat of 120 metres of paper cord, woven in an afternoon and good for thirty years. The frame is oiled European oak.',
      price: 289,
      pack: [860, 540, 520, 5600],
      tint: 'oak',
      shape: 'side',
      tags: ['dining', 'oak', 'woven'],
    },
    {
      name: 'low lounge chair in leather and teak',
      about:
        'Vegetable-tanned saddle leather slung between two teak frames. It squeaks for a month and then it is yours.',
      price: 620,
      pack: [820, 740, 460, 14200],
      tint: 'cognac',
      shape: 'lounge',
      tags: ['lounge', 'leather', 'teak'],
      forms: [colours('cognac', 'black')],
    },
    {
      name: 'three-legged milking stool',
      about: 'Turned from a single block of mvule, with legs that never wobble because three cannot.',
      price: 68,
      pack: [380, 340, 340, 2900],
      tint: 'teak',
      shape: 'stool',
      tags: ['stool', 'wood'],
    },
    {
      name: 'bar stool with footrest',
      about:
        'Kitchen-counter height, with a brass rail where your heels go. Stackable two high when the party is over.',
      price: 158,
      pack: [760, 420, 420, 5100],
      tint: 'beech',
      shape: 'stool',
      tags: ['bar', 'stool'],
      forms: [choice('Height', { '65 cm': 1, '75 cm': 1.08 })],
    },
    {
      name: 'hallway bench in soaped ash',
      about:
        'Long enough for two people to put their boots on at the same time. The slatted shelf below takes six pairs.',
      price: 312,
      pack: [1240, 400, 200, 11500],
      tint: 'ash',
      shape: 'bench',
      tags: ['hallway', 'bench', 'storage'],
      forms: [choice('Length', { '90 cm': 0.85, '120 cm': 1 })],
    },
    {
      name: 'school chair from a Danish gymnasium',
      about:
        'Bent beech on a steel tube frame, bought with forty others when the school closed. The number on the back is original.',
      price: 74,
      pack: [820, 460, 500, 4700],
      tint: 'beech',
      shape: 'side',
      tags: ['vintage', 'school'],
      used: ['GOOD', 'A few pen marks under the seat, the tube lightly scratched; sits as firmly as ever.'],
    },
    {
      name: 'wing armchair from the fifties',
      about: 'Small, upright and made for reading; reupholstered in a bottle-green wool by its last owner.',
      price: 385,
      pack: [980, 780, 760, 18500],
      tint: 'forest',
      shape: 'lounge',
      tags: ['vintage', 'armchair', 'reading'],
      used: ['LIKE_NEW', 'New webbing and cloth, legs polished; the springs are the old ones and sing a little.'],
    },
  ],
};
