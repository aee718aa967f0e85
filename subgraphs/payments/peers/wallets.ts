import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { paymentsWalletOwner } from '../generated/peers/wallets.ts';

/** What payments asks the subgraph wallets, beside holds. */
export interface WalletsPeer {
  /** Owner and currency of a wallet. Null when there is no such wallet. */
  findOwner(walletId: string, correlationId: string): Promise<{ ownerId: string; currency: string } | null>;
}

export function createWalletsPeer(transport: SubgraphTransport): WalletsPeer {
  const ask = createPeer('wallets', transport);
  return {
    async findOwner(walletId, correlationId) {
      const { walletOwner } = await ask(paymentsWalletOwner, { walletId }, serviceIdentity('payments', correlationId));
      return walletOwner && { ownerId: walletOwner.ownerId, currency: walletOwner.currency };
    },
  };
}
