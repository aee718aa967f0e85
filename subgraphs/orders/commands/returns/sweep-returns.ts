import type { EventTrail } from '@soko/events';
import { workOnRows } from '@soko/subgraph';
import { approveReturn, cancelReturn } from '../../domain/returns/change-return.ts';
import type { WrongReturnStatus } from '../../domain/returns/refusals.ts';
import { newCorrelationId } from '../../peers/ask.ts';
import type { OrdersServices } from '../../services.ts';
import { findOverdueReturns } from '../../store/returns/find-returns.ts';
import { changeReturn } from './change-return.ts';

type Services = Pick<OrdersServices, 'pool' | 'now' | 'returns' | 'returnAddress'>;

const batch = 100;

const trailOfJob = ({ now }: Services): EventTrail => ({
  correlationId: newCorrelationId(),
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now,
});

/** Job: approves returns that nobody decided about in time, and cancels approved ones that nothing was sent for. */
export async function sweepReturns(services: Services): Promise<void> {
  const { pool, now, returns: times, returnAddress: instructions } = services;
  await workOnRows<string>({
    batch,
    find: (limit, except) => findOverdueReturns(pool, 'REQUESTED', { now: now(), limit, except }),
    keyOf: (id) => id,
    async work(id) {
      await changeReturn<WrongReturnStatus>(services, id, trailOfJob(services), ({ found }) =>
        found.decisionDueAt <= now() ? approveReturn(found, { instructions, now: now(), times }) : null,
      );
    },
  });
  await workOnRows<string>({
    batch,
    find: (limit, except) => findOverdueReturns(pool, 'APPROVED', { now: now(), limit, except }),
    keyOf: (id) => id,
    async work(id) {
      await changeReturn<WrongReturnStatus>(services, id, trailOfJob(services), ({ found, order }) =>
        cancelReturn(found, order, {
          reason: 'nothing was sent in time',
          now: now(),
          sent: false,
          lateMs: times.sendMs,
        }),
      );
    },
  });
}
