import type { ChainServices } from '../services.ts';
import { countOpenOfOthers } from '../store/nonces.ts';

/**
 * Logs transactions under way of an account that this process has no key of, when their number changes. They end only when
 * that account is set again.
 */
export function createOthersReport({ pool, log }: Pick<ChainServices, 'pool' | 'log'>) {
  let known = 0;
  return async (chainId: number, signer: string): Promise<void> => {
    const found = await countOpenOfOthers(pool, { chainId, signer });
    if (found > 0 && found !== known) {
      log.error({ chainId, signer, found }, 'transactions of another account or chain are under way');
    }
    known = found;
  };
}
