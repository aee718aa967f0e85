import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { paymentsStanding } from '../generated/peers/users.ts';

/** What payments asks the subgraph users. */
export interface UsersPeer {
  /** True for an account that is neither suspended nor erased now. */
  isActive(userId: string, correlationId: string): Promise<boolean>;
}

export function createUsersPeer(transport: SubgraphTransport): UsersPeer {
  const ask = createPeer('users', transport);
  return {
    async isActive(userId, correlationId) {
      const { standingOf } = await ask(paymentsStanding, { userId }, serviceIdentity('payments', correlationId));
      return standingOf !== null;
    },
  };
}
