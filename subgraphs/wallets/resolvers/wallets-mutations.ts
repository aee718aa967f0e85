import { toGraphMoney } from '@soko/money';
import { isRefusal } from '@soko/refusals';
import { answer } from '@soko/subgraph';
import { adjustWallet, writeOffDebt } from '../commands/wallets/adjust-wallet.ts';
import { approveWalletAdjustment, rejectWalletAdjustment } from '../commands/wallets/decide-adjustment.ts';
import { repayDebt } from '../commands/wallets/repay-debt.ts';
import { resolveSuspense } from '../commands/wallets/resolve-suspense.ts';
import { freezeWallet, unfreezeWallet } from '../commands/wallets/freeze-wallet.ts';
import { openWallet } from '../commands/wallets/open-wallet.ts';
import { transfer } from '../commands/wallets/transfer.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const walletsMutations = {
  openWallet: async (_, { input }, context) => answer('Wallet', await openWallet(context, input)),
  transfer: async (_, { input }, context) => {
    const made = await transfer(context, input);
    return isRefusal(made)
      ? made
      : { ...made, amount: toGraphMoney(made.amount), __typename: 'WalletTransfer' as const };
  },
  repayDebt: async (_, { input }, context) => answer('Wallet', await repayDebt(context, input)),
  adjustWallet: async (_, { input }, context) => answer('WalletAdjustment', await adjustWallet(context, input)),
  writeOffDebt: async (_, { input }, context) => answer('WalletAdjustment', await writeOffDebt(context, input)),
  resolveSuspense: async (_, { input }, context) => answer('WalletAdjustment', await resolveSuspense(context, input)),
  approveWalletAdjustment: async (_, { input }, context) =>
    answer('WalletAdjustment', await approveWalletAdjustment(context, input)),
  rejectWalletAdjustment: async (_, { input }, context) =>
    answer('WalletAdjustment', await rejectWalletAdjustment(context, input)),
  freezeWallet: async (_, { input }, context) => answer('Wallet', await freezeWallet(context, input)),
  unfreezeWallet: async (_, { input }, context) => answer('Wallet', await unfreezeWallet(context, input)),
} satisfies MutationResolvers;
