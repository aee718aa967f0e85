import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { expireOffer } from '../../domain/offers/change-offer.ts';
import { newCorrelationId } from '../../peers/ask.ts';
import type { OrdersServices } from '../../services.ts';
import { findOverdueOffers } from '../../store/offers/find-offers.ts';
import { changeOffer } from './change-offer.ts';

const batch = 100;

/** Job: ends offers that nobody answered in time, and accepted prices that nobody ordered in time. */
export async function sweepOffers({ pool, now }: Pick<OrdersServices, 'pool' | 'now'>): Promise<void> {
  for (const kind of ['unanswered', 'unordered'] as const) {
    await workOnRows<string>({
      batch,
      find: (limit, except) => findOverdueOffers(pool, kind, { now: now(), limit, except }),
      keyOf: (id) => id,
      async work(id) {
        const trail = {
          correlationId: newCorrelationId(),
          causationId: null,
          actor: { kind: 'service', id: 'orders' },
          now,
        } as const;
        await inTransaction(pool, (tx) => changeOffer(tx, id, trail, (offer) => expireOffer(offer, now())));
      },
    });
  }
}
