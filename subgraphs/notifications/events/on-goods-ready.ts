import { productsDigital } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

const maxTitles = 3;

/** A few titles, and how many more there are. */
function listOf(titles: readonly string[]): string {
  const shown = titles.slice(0, maxTitles).join(', ');
  return titles.length > maxTitles ? `${shown} (+ ${titles.length - maxTitles})` : shown;
}

/** Buyers with an account get a mail. A guest has no contact here: the answer to their order holds what opens it. */
export const onGoodsReady = (services: NotificationsServices) =>
  consumer({
    group,
    on: productsDigital,
    types: ['ready'],
    handle: async (event) => {
      const { buyerId, number, lines } = event.data;
      if (buyerId === null) return;
      await writeToPerson(services, event, buyerId, ({ firstName }) => ({
        template: 'goods-ready',
        data: { firstName, number, titles: listOf(lines.map(({ title }) => title)) },
      }));
    },
  });
