import { hasRole, userIdOf } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import { payoutPage } from './payouts.ts';
import type { WalletsContext } from '../context.ts';
import type { SellerResolvers } from '../generated/graphql.ts';

/** The seller's own user and support see what Soko knows of its money. */
async function seesMoney({ viewer, loaders }: WalletsContext, sellerId: string): Promise<boolean> {
  const userId = userIdOf(viewer);
  if (userId === null) return false;
  return hasRole(viewer, 'SUPPORT') || (await loaders.sellerUser.load(sellerId)) === userId;
}

export const seller: SellerResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),

  async balance({ id }, _, context) {
    if (!(await seesMoney(context, id))) return null;
    const found = await context.loaders.sellerBalances.load(id);
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

  payouts: async ({ id }, args, context) =>
    (await seesMoney(context, id)) ? payoutPage(context, { sellerId: id }, args) : null,

  billingDetails: async ({ id }, _, context) =>
    (await seesMoney(context, id)) ? context.loaders.billingDetails.load(id) : null,
};
