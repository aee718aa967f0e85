import { goodsBlocks, letter } from './letter.ts';
import type { SearchTemplates } from './template-data.ts';

/** German texts about saved searches. */
export const deSearches: SearchTemplates = {
  'search-matched': ({ firstName, searchName, count, goods }) =>
    letter(
      `Neu für „${searchName}“`,
      `Hallo ${firstName},`,
      `zu Ihrer gespeicherten Suche „${searchName}“ gibt es ${count === 1 ? 'ein Angebot, das neu oder günstiger ist' : `${count} Angebote, die neu oder günstiger sind`}.`,
      ...goodsBlocks('de', goods),
      count > goods.length ? `Und ${count - goods.length} weitere.` : null,
      'Auf Soko sehen Sie alles, was die Suche findet. Dort können Sie ihre Benachrichtigungen auch ausschalten.',
    ),
};
