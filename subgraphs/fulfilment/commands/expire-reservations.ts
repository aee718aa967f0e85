import type { EventTrail } from '@soko/events';
import { v7 } from 'uuid';
import type { FulfilmentServices } from '../context.ts';
import { giveBack, lockOverdueReservations } from '../store/give-back.ts';
import { inTransaction } from '../store/transaction.ts';

/** `HELD → EXPIRED` for every reservation that nobody committed in time. Answers how many there were. */
export async function expireReservations({ pool, lowAt, now }: FulfilmentServices): Promise<number> {
  for (let expired = 0; ;) {
    const trail: EventTrail = {
      correlationId: `job_${v7()}`,
      causationId: null,
      actor: { kind: 'service', id: 'fulfilment' },
      now,
    };
    const count = await inTransaction(pool, async (client) => {
      const overdue = await lockOverdueReservations(client, now());
      await giveBack(client, overdue, { trail, lowAt, reason: null });
      return overdue.length;
    });
    if (count === 0) return expired;
    expired += count;
  }
}
