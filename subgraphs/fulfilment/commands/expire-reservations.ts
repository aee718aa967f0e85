import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { v7 } from 'uuid';
import type { FulfilmentServices } from '../services.ts';
import { endReservations, hasOverdueReservation, lockOverdueReservations } from '../store/reservations.ts';

/** `HELD → EXPIRED` for all reservations that were not committed in time. */
export async function expireReservations({ pool, lowAt, now }: FulfilmentServices): Promise<void> {
  while (await hasOverdueReservation(pool, now())) {
    const trail: EventTrail = {
      correlationId: `job_${v7()}`,
      causationId: null,
      actor: { kind: 'service', id: 'fulfilment' },
      now,
    };
    const count = await inTransaction(pool, async (client) => {
      const overdue = await lockOverdueReservations(client, now());
      await endReservations(client, overdue, { trail, lowAt, reason: null });
      return overdue.length;
    });
    // Other transactions hold the locks of the rest.
    if (count === 0) return;
  }
}
