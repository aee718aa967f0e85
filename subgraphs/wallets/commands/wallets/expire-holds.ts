import { inTransaction } from '@soko/postgres';
import { expireHold, findExpiredHolds } from '../../ledger/index.ts';
import type { WalletsServices } from '../../services.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { trailOfJob } from './trail-of-job.ts';

const batch = 100;

/** Ends the holds whose time has come. Their owners can spend the money again. */
export async function expireHolds({ pool, now }: Pick<WalletsServices, 'pool' | 'now'>): Promise<void> {
  for (let found = batch; found === batch;) {
    const references = await findExpiredHolds(pool, now(), batch);
    for (const reference of references) {
      await inTransaction(pool, async (tx) => {
        const ended = await expireHold(tx, { reference, at: now() });
        // Somebody posted or voided it in the meantime.
        if (!('refused' in ended)) await tellBalances(tx, [ended], trailOfJob(now));
      });
    }
    found = references.length;
  }
}
