import type { ChainServices } from '../services.ts';
import { countOpenOfOthers } from '../store/nonces.ts';

/**
 * Logs transactions under way of accounts that this process has no key of, when their number changes. They end only when
 * their account is set again.
 */
export function createOthersReport({ pool, log }: Pick<ChainServices, 'pool' | 'log'>) {
  let known = 0;
  return async (chainId: number, signers: readonly string[]): Promise<void> => {
    const found = await countOpenOfOthers(pool, chainId, signers);
    if (found > 0 && found !== known) {
      log.error({ chainId, signers, found }, 'transactions of another account or chain are under way');
    }
    known = found;
  };
}
