import type { EventTrail } from '@soko/events';
import { v7 } from 'uuid';
import type { FulfilmentServices } from '../context.ts';
import { giveBack, isAnyOverdue, lockOverdueReservations } from '../store/give-back.ts';
import { inTransaction } from '../store/transaction.ts';

/** `HELD → EXPIRED` for every reservation that nobody committed in time. */
export async function expireReservations({ pool, lowAt, now }: FulfilmentServices): Promise<void> {
  while (await isAnyOverdue(pool, now())) {
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
    // Those that are left, others work on.
    if (count === 0) return;
  }
}
