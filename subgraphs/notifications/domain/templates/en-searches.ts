import { maxMatchesCounted } from '@soko/events';
import { goodsBlocks, letter } from './letter.ts';
import type { SearchTemplates } from './template-data.ts';

const number = (count: number, named = 0): string =>
  count > maxMatchesCounted ? `more than ${maxMatchesCounted - named}` : `${count - named}`;

/** English texts about saved searches. */
export const enSearches: SearchTemplates = {
  'search-matched': ({ firstName, searchName, count, goods }) =>
    letter(
      `New for “${searchName}”`,
      `Hello ${firstName},`,
      `Your saved search “${searchName}” found ${count === 1 ? 'a product that came on sale, or whose price fell' : `${number(count)} products that came on sale, or whose price fell`}.`,
      ...goodsBlocks('en', goods),
      count > goods.length ? `And ${number(count, goods.length)} more.` : null,
      'Open the search on Soko to see everything that it finds. You can turn its alert off there.',
    ),
};
