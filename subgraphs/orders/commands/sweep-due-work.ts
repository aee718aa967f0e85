import { createDueWorker, type DueWorker } from '@soko/subgraph';
import type { OrdersServices } from '../services.ts';
import { claimSagas } from '../store/claim-sagas.ts';
import { findPurchase } from '../store/find-purchases.ts';
import type { Task } from '../store/order-tasks.ts';
import { runSaga } from './run-saga.ts';
import { claimDueTasks, runTask } from './run-tasks.ts';

/** Checkouts and tasks that run at the same time. A low number keeps peers free for buyers who wait. */
const atOnce = 20;

/**
 * Does all work that is due: `checkouts` continues those of processes that died, of failed steps and of buyers who did not
 * pay; `tasks` runs the tasks at other subgraphs. Each has its own turns, because a subgraph that does not respond to tasks
 * must not delay a buyer who waits.
 */
export function createSweepers(services: OrdersServices): { checkouts: DueWorker; tasks: DueWorker } {
  const { pool, now, times } = services;
  const checkouts = createDueWorker<string>({
    atOnce,
    claim(limit) {
      const at = now();
      const after = (ms: number): Date => new Date(at.getTime() + ms);
      return claimSagas(pool, { now: at, until: after(times.leaseMs), lookAt: after(times.lookMs), limit });
    },
    async run(checkoutId) {
      const found = await findPurchase(pool, { checkoutId });
      if (found !== null) await runSaga(services, found.purchase);
    },
  });
  const tasks = createDueWorker<Task>({
    atOnce,
    claim: (limit) => claimDueTasks(services, { limit }),
    run: (task) => runTask(services, task),
  });
  return { checkouts, tasks };
}
