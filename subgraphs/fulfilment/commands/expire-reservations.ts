import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { v7 } from 'uuid';
import type { FulfilmentServices } from '../services.ts';
import { endReservations, findOverdueReservations, lockOverdueReservation } from '../store/reservations.ts';

type Services = Pick<FulfilmentServices, 'pool' | 'lowAt' | 'now'>;

/** `HELD → EXPIRED` for all reservations that were not committed in time. One that cannot be ended holds up no other. */
export async function expireReservations(services: Services): Promise<void> {
  await workOnRows({
    batch: 200,
    find: (limit, except) => findOverdueReservations(services.pool, { now: services.now(), limit, except }),
    keyOf: (orderId) => orderId,
    work: (orderId) => expire(services, orderId),
  });
}

const expire = ({ pool, lowAt, now }: Services, orderId: string): Promise<void> =>
  inTransaction(pool, async (client) => {
    const overdue = await lockOverdueReservation(client, orderId, now());
    const trail: EventTrail = {
      correlationId: `job_${v7()}`,
      causationId: null,
      actor: { kind: 'service', id: 'fulfilment' },
      now,
    };
    await endReservations(client, overdue, { trail, lowAt, reason: null });
  });
