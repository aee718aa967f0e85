import type { OrdersServices } from '../services.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { claimSagas } from '../store/sagas.ts';
import { runSaga } from './run-saga.ts';
import { runTasks } from './run-tasks.ts';

const atOnce = 20;

/** Carries on what is due: purchases of processes that died, steps that failed, buyers who did not pay. */
async function sweepSagas(services: OrdersServices): Promise<void> {
  const { pool, now, times } = services;
  for (;;) {
    const at = now();
    const claimed = await claimSagas(pool, { now: at, until: new Date(at.getTime() + times.leaseMs), limit: atOnce });
    await Promise.all(
      claimed.map(async (checkoutId) => {
        const found = await findPurchase(pool, { checkoutId });
        if (found !== null) await runSaga(services, found.purchase);
      }),
    );
    if (claimed.length < atOnce) return;
  }
}

/** Does what is due at other services. */
async function sweepTasks(services: OrdersServices): Promise<void> {
  while ((await runTasks(services)) > 0);
}

/** Everything that is due: purchases first, since buyers wait for them. */
export async function sweep(services: OrdersServices): Promise<void> {
  await sweepSagas(services);
  await sweepTasks(services);
}
