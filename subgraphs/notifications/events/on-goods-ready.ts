import { type Envelope, productsDigital } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { isStale } from '../domain/is-stale.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { titleList } from './title-list.ts';
import { writeToPerson } from './write-to-person.ts';

interface Goods {
  number: string;
  titles: string;
}

/** A guest has no contact here: orders knows the address. Orders may have forgotten it since. */
async function writeToGuest(services: NotificationsServices, event: Envelope, goods: Goods): Promise<void> {
  if (isStale(event.time, services.now())) return;
  const guest = await services.findGuest(event.subject, event.correlationId);
  if (guest === null) return;
  await composeMessages(services, event, [
    {
      template: 'goods-ready-for-guest',
      data: goods,
      channel: 'EMAIL',
      to: guest.email,
      userId: null,
      locale: guest.locale,
      expiresAt: null,
    },
  ]);
}

/** The buyer gets a mail: by their account, or as a guest by the address of the order. */
export const onGoodsReady = (services: NotificationsServices) =>
  consumer({
    group,
    on: productsDigital,
    types: ['ready'],
    handle: async (event) => {
      const { buyerId, number, lines } = event.data;
      const goods = { number, titles: titleList(lines) };
      if (buyerId === null) return writeToGuest(services, event, goods);
      await writeToPerson(services, event, buyerId, ({ firstName }) => ({
        template: 'goods-ready',
        data: { firstName, ...goods },
      }));
    },
  });
