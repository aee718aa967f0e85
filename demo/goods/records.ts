import { choice } from './forms.ts';
import type { Shelf } from './shelf.ts';

const grades: ['GOOD', string] = ['GOOD', 'Sleeve VG, record VG+; a crackle or two before the first track.'];

export const records: Shelf = {
  category: 'records',
  type: 'PHYSICAL',
  motif: 'record',
  tags: ['music', 'vinyl'],
  edition: 'pressing',
  notes: [
    'Cut at half speed and pressed on 180 grams.',
    'In a poly-lined sleeve, with a sheet of notes.',
    'Posted between two stiff boards; none has come back broken.',
    'A code for the lossless files is inside.',
  ],
  goods: [
    {
      name: 'Night Ferry, by the Lamu Dhow Orchestra',
      about:
        'Oud, qanun and a string section recorded in one night on a rooftop. You hear the call of the boatmen on side two.',
      price: 24,
      pack: [330, 330, 20, 420],
      tint: 'indigo',
      shape: 'moon',
      tags: ['taarab', 'lp'],
      forms: [choice('Format', { LP: 1, 'Coloured LP': 1.2 })],
    },
    {
      name: 'Benga Is Not Finished, by Odhiambo and the Lake Boys',
      about:
        'Six long tracks of interlocking guitars that get faster without anyone noticing. For kitchens with a hard floor.',
      price: 22,
      pack: [330, 330, 20, 400],
      tint: 'orange',
      shape: 'rays',
      tags: ['benga', 'lp'],
    },
    {
      name: 'Tape Echoes, by Ida Vang',
      about: 'Modular synthesiser and a lot of fjord. Eight pieces for the blue hour.',
      price: 23,
      pack: [330, 330, 20, 400],
      tint: 'sea',
      shape: 'waves',
      tags: ['ambient', 'lp'],
    },
    {
      name: 'Songs for Two Accordions, by Kraft & Lind',
      about: 'Waltzes, schottisches and one tango, played as if the floor were on fire.',
      price: 19,
      pack: [330, 330, 20, 390],
      tint: 'red',
      shape: 'stripes',
      tags: ['folk', 'lp'],
    },
    {
      name: 'The Quiet Brass, by the Leipzig Tram Depot Band',
      about: 'Twelve tram drivers and their horns in the big hall after the last run. Long reverb, short titles.',
      price: 21,
      pack: [330, 330, 20, 400],
      tint: 'mustard',
      shape: 'circles',
      tags: ['brass', 'lp'],
    },
    {
      name: 'Highlife at the Harbour, by the Tema Stars',
      about: 'Recorded in 1976, found in a store room, remastered with care. The organ player deserves a street.',
      price: 26,
      pack: [330, 330, 20, 420],
      tint: 'green',
      shape: 'rays',
      tags: ['highlife', 'reissue', 'lp'],
    },
    {
      name: 'Rumba Congolaise, volume three',
      about: 'An original Nairobi pressing with the river-boat sleeve. Side B is why people dance slowly.',
      price: 34,
      pack: [330, 330, 20, 380],
      tint: 'coral',
      shape: 'stripes',
      tags: ['rumba', 'original pressing', 'lp'],
      used: grades,
    },
    {
      name: 'Organ Works from the Island Churches',
      about: 'Five small organs on five small islands, in a box with a fold-out map. State radio, 1969.',
      price: 28,
      pack: [330, 330, 40, 900],
      tint: 'grey',
      shape: 'circles',
      tags: ['classical', 'organ', 'box set'],
      used: ['LIKE_NEW', 'Box corners a little soft; the records look unplayed.'],
    },
  ],
};
