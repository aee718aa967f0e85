import { licences } from './forms.ts';
import type { Shelf } from './shelf.ts';

export const templates: Shelf = {
  category: 'templates',
  type: 'DIGITAL',
  motif: 'sheet',
  tags: ['templates', 'download'],
  notes: [
    'Opens in every common office program, free ones included.',
    'Editable down to the last line.',
    'A two-page guide is included.',
    'Bought once, updated free.',
  ],
  goods: [
    {
      name: 'small business bookkeeping workbook',
      about:
        'Twelve months, VAT, mobile money and cash in one workbook that adds up by itself. Made by an accountant who hates surprises.',
      price: 19,
      tint: 'green',
      shape: 'table',
      tags: ['spreadsheet', 'business'],
      forms: [licences],
    },
    {
      name: 'wedding planner from one hundred days out',
      about: 'Guests, tables, budget and who drives grandmother. Three printable designs.',
      price: 14,
      tint: 'rose',
      shape: 'list',
      tags: ['planner', 'wedding'],
    },
    {
      name: 'pitch deck with twelve honest slides',
      about: 'Problem, numbers, team, ask. The notes under each slide tell you what to leave out.',
      price: 24,
      tint: 'indigo',
      shape: 'slides',
      tags: ['presentation', 'business'],
      forms: [licences],
    },
    {
      name: 'menu and price list for cafés',
      about: 'Chalkboard, table card and window poster from one file: change a price once and print all three.',
      price: 12,
      tint: 'chocolate',
      shape: 'list',
      tags: ['menu', 'café'],
    },
    {
      name: 'household budget that forgives',
      about:
        'Envelopes, not guilt: what is left over rolls on, what is missing is borrowed from next month in plain sight.',
      price: 9,
      tint: 'sky',
      shape: 'table',
      tags: ['spreadsheet', 'budget'],
    },
    {
      name: 'seedling and harvest calendar',
      about: 'Sowing dates by your last frost or your rains, for sixty vegetables. Prints on A3.',
      price: 8,
      tint: 'moss',
      shape: 'calendar',
      tags: ['calendar', 'garden'],
    },
    {
      name: 'lesson plans for a term of coding clubs',
      about:
        'Twelve afternoons with paper, string and later computers. For eight- to twelve-year-olds and their nervous teachers.',
      price: 18,
      tint: 'orange',
      shape: 'slides',
      tags: ['education', 'lesson plans'],
      forms: [licences],
    },
    {
      name: 'CV and cover letter in plain type',
      about: 'Two pages that machines can parse and people want to read. In English, German and Danish.',
      price: 7,
      tint: 'graphite',
      shape: 'list',
      tags: ['cv', 'job'],
    },
  ],
};
