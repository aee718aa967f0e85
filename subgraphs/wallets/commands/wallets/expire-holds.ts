import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { expireHold, findExpiredHolds } from '../../ledger/index.ts';
import type { WalletsServices } from '../../services.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { trailOfJob } from './trail-of-job.ts';

/** Ends the holds whose time has come. Their owners can spend the money again. */
export async function expireHolds({ pool, now }: Pick<WalletsServices, 'pool' | 'now'>): Promise<void> {
  await workOnRows({
    batch: 100,
    find: (limit, except) => findExpiredHolds(pool, { now: now(), limit, except }),
    keyOf: (reference) => reference,
    work: (reference) =>
      inTransaction(pool, async (tx) => {
        const ended = await expireHold(tx, { reference, at: now() });
        // Somebody posted or voided it in the meantime.
        if (!('refused' in ended)) await tellBalances(tx, [ended], trailOfJob(now));
      }),
  });
}
