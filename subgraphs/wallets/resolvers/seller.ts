import { hasRole, userIdOf } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import { payoutPage } from './payouts.ts';
import type { SellerResolvers } from '../generated/graphql.ts';

export const seller: SellerResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),

  /** The seller's own user and support see it. */
  async balance({ id }, _, { viewer, loaders }) {
    const userId = userIdOf(viewer);
    if (userId === null) return null;
    if (!hasRole(viewer, 'SUPPORT') && (await loaders.sellerUser.load(id)) !== userId) return null;
    const found = await loaders.sellerBalances.load(id);
    return found.map(({ currency, payableMinor, pendingMinor, reservedMinor, payingMinor }) => {
      const money = (amountMinor: bigint) => toGraphMoney({ amountMinor, currency });
      return {
        currency,
        available: money(payableMinor - pendingMinor - reservedMinor),
        pending: money(pendingMinor),
        reserved: money(reservedMinor),
        inPayout: money(payingMinor),
      };
    });
  },

  async payouts({ id }, args, context) {
    const { viewer, loaders } = context;
    const userId = userIdOf(viewer);
    if (userId === null) return null;
    if (!hasRole(viewer, 'SUPPORT') && (await loaders.sellerUser.load(id)) !== userId) return null;
    return payoutPage(context, { sellerId: id }, args);
  },
};
