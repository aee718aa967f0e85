import { type EventsOf, productsSavedSearch } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import { plainName } from '../domain/templates/render.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { openSeal } from './open-seal.ts';

type Matched = EventsOf<typeof productsSavedSearch>;

/** The page of a product in the shop. Null where the shop has none. */
const pageOf = (template: string | null, { productId, slug }: Matched['data']['products'][number]): string | null =>
  template && template.replaceAll('{id}', encodeURIComponent(productId)).replaceAll('{slug}', encodeURIComponent(slug));

/** Tells a person what their saved search found. */
export function onSearchMatched(services: NotificationsServices) {
  const lettersOf = ({ data: { userId, name, count, products } }: Matched): PlannedLetter[] => {
    const searchName = openSeal(services.sealKeys, 'saved-search', name);
    const goods = products.map((product) => ({
      title: plainName(product.title),
      price: moneyOf(product.price),
      url: pageOf(services.productUrl, product),
    }));
    const write = ({ firstName }: { firstName: string }) => ({
      template: 'search-matched' as const,
      data: { firstName, searchName, count, goods },
    });
    return [{ to: 'person', userId, write }];
  };
  return consumer({
    group: orderGroup,
    on: productsSavedSearch,
    types: ['matched'],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
}
