import { requireUser } from '@soko/auth';
import { answer } from '@soko/subgraph';
import { createCustodialWallet } from '../commands/create-custodial-wallet.ts';
import { setDefaultChainWallet, unlinkChainWallet } from '../commands/wallets/change-chain-wallets.ts';
import { createWalletChallenge } from '../commands/wallets/create-wallet-challenge.ts';
import { exportWalletKey } from '../commands/wallets/export-wallet-key.ts';
import { linkChainWallet } from '../commands/wallets/link-chain-wallet.ts';
import { requestKeyExport } from '../commands/wallets/request-key-export.ts';
import type { ChainWalletResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts';
import { listWallets } from '../store/wallets.ts';

export const walletQuery: Pick<QueryResolvers, 'myChainWallets'> = {
  myChainWallets: (_, __, { viewer, pool }) => listWallets(pool, requireUser(viewer).id),
};

export const walletMutation: Pick<
  MutationResolvers,
  | 'createCustodialWallet'
  | 'createWalletChallenge'
  | 'linkChainWallet'
  | 'unlinkChainWallet'
  | 'setDefaultChainWallet'
  | 'requestWalletKeyExport'
  | 'exportWalletKey'
> = {
  createCustodialWallet: async (_, __, context) => answer('ChainWallet', await createCustodialWallet(context)),
  createWalletChallenge: async (_, { input }, context) =>
    answer('WalletChallenge', await createWalletChallenge(context, input)),
  linkChainWallet: async (_, { input }, context) => answer('ChainWallet', await linkChainWallet(context, input)),
  unlinkChainWallet: async (_, { input }, context) =>
    answer('ChainWalletUnlinked', await unlinkChainWallet(context, input)),
  setDefaultChainWallet: async (_, { input }, context) =>
    answer('ChainWallet', await setDefaultChainWallet(context, input)),
  requestWalletKeyExport: async (_, { input }, context) =>
    answer('WalletKeyExport', await requestKeyExport(context, input)),
  exportWalletKey: async (_, { input }, context) => answer('ExportedWalletKey', await exportWalletKey(context, input)),
};

export const chainWallet: ChainWalletResolvers = {
  async address({ address }) {
    // Only those who list wallets need the library.
    const { getAddress } = await import('viem');
    return getAddress(address);
  },
};
