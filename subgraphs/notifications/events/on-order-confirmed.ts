import { ordersOrder } from '@soko/events';
import { consumer } from '@soko/outbox';
import { audienceGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { savePurchase } from '../store/campaigns/audience-members.ts';

/** Remembers in which categories and stores a person bought. Guests have no account, so campaigns never reach them. */
export const onOrderConfirmed = ({ pool }: NotificationsServices) =>
  consumer({
    group: audienceGroup,
    on: ordersOrder,
    types: ['confirmed'],
    handle: async ({ time, data: { order } }) => {
      if (order.buyerId === null) return;
      const goods = new Map(
        order.lines.map(({ categoryId, storeId }) => [
          JSON.stringify([categoryId, storeId]),
          { categoryId, storeId: storeId ?? '' },
        ]),
      );
      await savePurchase(pool, {
        userId: order.buyerId,
        country: order.country,
        goods: [...goods.values()],
        at: new Date(time),
      });
    },
  });
