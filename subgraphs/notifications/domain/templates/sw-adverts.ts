import { amountOf, letter } from './letter.ts';
import type { AdvertTemplates } from './template-data.ts';

/** Swahili texts about adverts. */
export const swAdverts: AdvertTemplates = {
  'advert-exhausted': ({ firstName, title, spent }) =>
    letter(
      'Bajeti ya tangazo lako imeisha',
      `Habari ${firstName},`,
      `Tangazo la “${title}” limetumia ${amountOf('sw', spent)}. Salio la bajeti halitoshi kulipia mbofyo mwingine, kwa hiyo halionyeshwi tena.`,
      'Ili kuendelea, unda tangazo jipya.',
    ),
  'advert-ended': ({ firstName, title, spent }) =>
    letter(
      'Tangazo lako limeisha',
      `Habari ${firstName},`,
      `Muda wa tangazo la “${title}” umekwisha. Limetumia ${amountOf('sw', spent)}.`,
    ),
};
