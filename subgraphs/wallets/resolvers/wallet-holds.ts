import { requireService } from '@soko/auth';
import { readPositiveMoney } from '@soko/input';
import { toGraphMoney } from '@soko/money';
import { answer } from '@soko/subgraph';
import { captureWalletHold, refundToWallet, releaseWalletHold } from '../commands/cash/end-wallet-hold.ts';
import { holdWalletFunds } from '../commands/cash/hold-wallet-funds.ts';
import type { WalletHold } from '../domain/cash/wallet-hold.ts';
import type { MutationResolvers, QueryResolvers, WalletHoldResolvers } from '../generated/graphql.ts';
import { findWalletHold, findWalletRefund } from '../store/cash/wallet-holds.ts';

export const walletHoldsQuery = {
  walletOwner(_, { walletId }, { loaders, viewer }) {
    requireService(viewer);
    return loaders.wallet.load(walletId);
  },
  walletHold(_, { reference }, { db, viewer }) {
    requireService(viewer);
    return findWalletHold(db, reference);
  },
  async walletRefund(_, { refundReference }, { db, viewer }) {
    requireService(viewer);
    const found = await findWalletRefund(db, refundReference);
    if (found === null) return null;
    const hold = await findWalletHold(db, found.holdReference);
    return { refundReference, amount: toGraphMoney({ amountMinor: found.amountMinor, currency: hold!.currency }) };
  },
} satisfies QueryResolvers;

export const walletHoldsMutations = {
  async holdWalletFunds(_, { input }, context) {
    requireService(context.viewer);
    const { reference, userId, expiresAt } = input;
    const amount = readPositiveMoney(input.amount, 'amount.amount');
    return answer(
      'WalletHold',
      await holdWalletFunds(context, { reference, userId, amount, expiresAt }, context.trail),
    );
  },
  async captureWalletHold(_, { input: { reference, ...input } }, context) {
    requireService(context.viewer);
    const amount = readPositiveMoney(input.amount, 'amount.amount');
    return answer('WalletHold', await captureWalletHold(context, { reference, amount }, context.trail));
  },
  async releaseWalletHold(_, { input }, context) {
    requireService(context.viewer);
    return answer('WalletHold', await releaseWalletHold(context, input, context.trail));
  },
  async refundToWallet(_, { input: { reference, refundReference, ...input } }, context) {
    requireService(context.viewer);
    const amount = readPositiveMoney(input.amount, 'amount.amount');
    return answer('WalletHold', await refundToWallet(context, { reference, refundReference, amount }, context.trail));
  },
} satisfies MutationResolvers;

const money = (amountMinor: bigint, { currency }: WalletHold) => toGraphMoney({ amountMinor, currency });

export const walletHold: WalletHoldResolvers = {
  amount: (it) => money(it.amountMinor, it),
  captured: (it) => money(it.capturedMinor, it),
  refunded: (it) => money(it.refundedMinor, it),
};
