import { maxMatchesCounted } from '@soko/events';
import { goodsBlocks, letter } from './letter.ts';
import type { SearchTemplates } from './template-data.ts';

const number = (count: number, named = 0): string =>
  count > maxMatchesCounted ? `zaidi ya ${maxMatchesCounted - named}` : `${count - named}`;

/** Swahili texts about saved searches. */
export const swSearches: SearchTemplates = {
  'search-matched': ({ firstName, searchName, count, goods }) =>
    letter(
      `Mapya kwa “${searchName}”`,
      `Habari ${firstName},`,
      `Utafutaji wako uliohifadhiwa “${searchName}” umepata ${count === 1 ? 'bidhaa moja mpya au iliyoshuka bei' : `bidhaa ${number(count)} mpya au zilizoshuka bei`}.`,
      ...goodsBlocks('sw', goods),
      count > goods.length ? `Na nyingine ${number(count, goods.length)}.` : null,
      'Fungua utafutaji huo kwenye Soko ili kuona yote unayopata. Unaweza kuzima arifa zake hapo.',
    ),
};
