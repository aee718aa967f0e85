import type { OrdersServices } from '../services.ts';
import { claimSagas } from '../store/claim-sagas.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { runSaga } from './run-saga.ts';
import { runTasks } from './run-tasks.ts';

const maxSagasPerTurn = 20;

/** Continues the purchases that are due: of processes that died, of failed steps, of buyers who did not pay. */
async function sweepSagas(services: OrdersServices): Promise<void> {
  const { pool, now, times } = services;
  for (;;) {
    const at = now();
    const until = new Date(at.getTime() + times.leaseMs);
    const claimed = await claimSagas(pool, { now: at, until, limit: maxSagasPerTurn });
    await Promise.all(
      claimed.map(async (checkoutId) => {
        const found = await findPurchase(pool, { checkoutId });
        if (found !== null) await runSaga(services, found.purchase);
      }),
    );
    if (claimed.length < maxSagasPerTurn) return;
  }
}

/** Runs the tasks that are due at other subgraphs. */
async function sweepTasks(services: OrdersServices): Promise<void> {
  while ((await runTasks(services)) > 0);
}

/** Does all work that is due: purchases first, because buyers wait for them. */
export async function sweepDueWork(services: OrdersServices): Promise<void> {
  await sweepSagas(services);
  await sweepTasks(services);
}
