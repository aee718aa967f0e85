import { requireUser } from '@soko/auth';
import { answer } from '@soko/subgraph';
import { createCustodialWallet } from '../commands/create-custodial-wallet.ts';
import type { ChainWalletResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts';
import { listWallets } from '../store/wallets.ts';

export const walletQuery: Pick<QueryResolvers, 'myChainWallets'> = {
  myChainWallets: (_, __, { viewer, pool }) => listWallets(pool, requireUser(viewer).id),
};

export const walletMutation: Pick<MutationResolvers, 'createCustodialWallet'> = {
  createCustodialWallet: async (_, __, context) => answer('ChainWallet', await createCustodialWallet(context)),
};

export const chainWallet: ChainWalletResolvers = {
  async address({ address }) {
    // Only those who list wallets need the library.
    const { getAddress } = await import('viem');
    return getAddress(address);
  },
};
