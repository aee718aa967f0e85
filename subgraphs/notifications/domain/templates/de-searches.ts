import { maxMatchesCounted } from '@soko/events';
import { goodsBlocks, letter } from './letter.ts';
import type { SearchTemplates } from './template-data.ts';

const number = (count: number, named = 0): string =>
  count > maxMatchesCounted ? `mehr als ${maxMatchesCounted - named}` : `${count - named}`;

/** German texts about saved searches. */
export const deSearches: SearchTemplates = {
  'search-matched': ({ firstName, searchName, count, goods }) =>
    letter(
      `Neu für „${searchName}“`,
      `Hallo ${firstName},`,
      `zu Ihrer gespeicherten Suche „${searchName}“ gibt es ${count === 1 ? 'ein Angebot, das neu oder günstiger ist' : `${number(count)} Angebote, die neu oder günstiger sind`}.`,
      ...goodsBlocks('de', goods),
      count > goods.length ? `Und ${number(count, goods.length)} weitere.` : null,
      'Auf Soko sehen Sie alles, was die Suche findet. Dort können Sie ihre Benachrichtigungen auch ausschalten.',
    ),
};
