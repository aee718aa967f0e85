import { inTransaction } from '@soko/postgres';
import type { Call } from '../domain/call.ts';
import type { Chain } from '../providers/chain.ts';
import type { ChainServices } from '../services.ts';
import {
  findDueGrants,
  findHandOverProgress,
  findMissingGrants,
  type HandOver,
  type HandOverProgress,
  queueGrant,
  reviveGrants,
} from '../store/role-grants.ts';

/** Roles that are queued at once: as many as a turn of some seconds sends. */
const batch = 100;

interface Steps {
  /** Sends calls as an account. Returns how many. */
  makeCalls(chain: Chain, find: (limit: number) => Promise<Call[]>): Promise<number>;
  /** Looks at the transactions of an account that are under way. */
  follow(chain: Chain): Promise<void>;
}

/**
 * Lets the previous account of the installation give its roles in the contracts to the account of now, and follows its
 * transactions until they have ended. Each role of a collection is a call of the queue, which the contract itself shows when it
 * is done.
 */
export function createHandOver(
  { pool, log, now }: Pick<ChainServices, 'pool' | 'log' | 'now'>,
  { makeCalls, follow }: Steps,
) {
  let told = '';
  let isRevived = false;

  function tell(accounts: HandOver, progress: HandOverProgress): void {
    const text = JSON.stringify(progress);
    if (text === told) return;
    told = text;
    const { waiting, failed, open } = progress;
    if (failed > 0)
      log.error(
        { ...accounts, ...progress },
        'the previous account could not give all of its roles: restart to try again',
      );
    else if (waiting + open > 0)
      log.info({ ...accounts, ...progress }, 'the previous account gives its roles to the new one');
    else log.info({ ...accounts, ...progress }, 'all roles are given: the key of the previous account can be removed');
  }

  async function queueMissing(accounts: HandOver): Promise<void> {
    const missing = await findMissingGrants(pool, accounts, batch);
    if (missing.length === 0) return;
    await inTransaction(pool, async (tx) => {
      for (const each of missing) await queueGrant(tx, { ...each, account: accounts.to, at: now() });
    });
  }

  return async (old: Chain, current: Chain): Promise<void> => {
    const accounts = { chainId: current.chainId, from: old.signer.address, to: current.signer.address };
    // What failed is tried again after each start, since mints wait for it.
    if (!isRevived) await reviveGrants(pool, accounts, now());
    isRevived = true;
    await queueMissing(accounts);
    const before = await findHandOverProgress(pool, accounts);
    if (before.waiting + before.open > 0) {
      await follow(old);
      const find = (limit: number) => findDueGrants(pool, accounts, now(), limit);
      if ((await makeCalls(old, find)) > 0) await follow(old);
      // A deployment of the previous account may have ended.
      await queueMissing(accounts);
    }
    tell(accounts, await findHandOverProgress(pool, accounts));
  };
}
