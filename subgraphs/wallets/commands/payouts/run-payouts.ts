import { requireRole } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { WalletsContext } from '../../context.ts';
import { readCurrency } from '../../domain/wallets/read-currency.ts';
import { findPayables, type Payable } from '../../store/payouts/payable.ts';
import { beginRun, findRunByKey, finishRun, type PayoutRun } from '../../store/payouts/runs.ts';
import { trailOfJob } from '../wallets/trail-of-job.ts';
import { createPayout } from './create-payout.ts';
import type { PayoutServices } from './payout-services.ts';

/** Sellers whose methods are asked for at once. */
const pageSize = 100;

/**
 * Makes the payouts of some sellers. Each is a transaction of its own, so that no account is locked for long. One that cannot be made,
 * such as that to a method that no key decrypts, does not stop the others. Returns how many there are.
 */
async function payEach(
  services: PayoutServices,
  run: PayoutRun,
  payables: Payable[],
  trail: EventTrail,
): Promise<number> {
  const methods = await services.cash.users.payoutMethods(
    [...new Set(payables.map(({ sellerId }) => sellerId))],
    trail.correlationId,
  );
  let leftOut = 0;
  for (const { sellerId, currency } of payables) {
    const seller = methods.get(sellerId);
    if (seller === undefined) continue;
    const wanted = { seller, currency, requestedMinor: null, runId: run.id };
    try {
      await inTransaction(services.pool, (tx) => createPayout(tx, services, wanted, trail));
    } catch (error) {
      services.cash.log.error(
        { err: error, sellerId, currency },
        'could not make the payout of a seller; leaving it out',
      );
      leftOut += 1;
    }
  }
  return leftOut;
}

/** Goes through every seller. A run that was broken off begins again, and pays nobody twice. */
async function goThrough(services: PayoutServices, run: PayoutRun, trail: EventTrail): Promise<void> {
  let after: Payable | null = null;
  let leftOutCount = 0;
  for (;;) {
    const page: Payable[] = await findPayables(services.pool, {
      currency: run.currency,
      after,
      limit: pageSize,
      now: services.now(),
    });
    if (page.length === 0) break;
    leftOutCount += await payEach(services, run, page, trail);
    after = page.at(-1)!;
  }
  await finishRun(services.db, run, { finishedAt: services.now(), leftOutCount });
}

const newRun = (currency: string | null, requestedBy: string, runKey: string, createdAt: Date): PayoutRun => ({
  id: newId('pyr'),
  currency,
  requestedBy,
  runKey,
  createdAt,
  finishedAt: null,
  leftOutCount: 0,
});

/** Pays every seller who can be paid. A repeat with the same key returns the same run, and ends it if it was broken off. */
export async function runPayouts(
  context: WalletsContext,
  input: { currency?: string | null | undefined; idempotencyKey: string },
): Promise<PayoutRun> {
  const { id: requestedBy } = requireRole(context.viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const currency = input.currency == null ? null : readCurrency(input.currency);
  const { db, now, trail } = context;
  const run = await beginRun(db, newRun(currency, requestedBy, key, now()));
  requireSameInput(run.currency ?? '', currency ?? '');
  if (run.finishedAt === null) await goThrough(context, run, trail);
  return (await findRunByKey(db, requestedBy, key))!;
}

const schedule = 'schedule';

/** Pays once in each period of the schedule, whichever process comes first. */
export async function runScheduledPayouts(services: PayoutServices): Promise<void> {
  const { everyMs } = services.payouts;
  if (everyMs === null) return;
  const at = services.now();
  const key = new Date(Math.floor(at.getTime() / everyMs) * everyMs).toISOString();
  const known = await findRunByKey(services.db, schedule, key);
  if (known?.finishedAt != null) return;
  const run = await beginRun(services.db, newRun(null, schedule, key, at));
  await goThrough(services, run, trailOfJob(services.now));
}
