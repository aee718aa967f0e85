import { fulfilmentStock } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { isStale } from '../domain/is-stale.ts';
import { mailTo } from '../domain/mail-to.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { sellerOf } from './readers.ts';

/** Warns the seller when the stock of a variant falls to its mark. */
export const onStockLow = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: fulfilmentStock,
    types: ['low'],
    handle: async (event) => {
      if (isStale(event.time, services.now())) return;
      const { variantId, available, sellerId } = event.data;
      const seller = await sellerOf(services, event, sellerId);
      if (seller === null) return;
      const { firstName } = seller;
      const letter = mailTo(seller, { template: 'stock-low', data: { firstName, variantId, available } });
      await composeMessages(services, event, [letter], orderGroup);
    },
  });
