import { isGuestGrant, userIdOf } from '@soko/auth';
import type { ProductsContext } from '../../context.ts';
import { type Purchase, reviewablesOf, type Reviewable, reviewedUntil } from '../../domain/reviews/purchase.ts';
import type { OrderResolvers, ReviewableResolvers } from '../../generated/graphql.ts';
import { visibleProduct } from '../visible-product.ts';

/** An order, with the proof that a guest opened it. */
export interface GrantedOrder {
  id: string;
  guestGrant: string | null;
}

/** A target of an order of the viewer. */
export interface ReviewableOfOrder extends Reviewable {
  purchase: Purchase;
}

const isBuyer = (purchase: Purchase, guestGrant: string | null, { viewer, identity, sealKeys }: ProductsContext) =>
  purchase.buyerId === null
    ? isGuestGrant(sealKeys, purchase.orderId, identity.requestId, guestGrant)
    : purchase.buyerId === userIdOf(viewer);

export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id, guestGrant }: { id: string; guestGrant?: string | null }): GrantedOrder => ({
    id,
    guestGrant: guestGrant ?? null,
  }),
  async reviewable({ id, guestGrant }, _, context) {
    const purchase = await context.loaders.purchase.load(id);
    if (purchase === null || !isBuyer(purchase, guestGrant, context)) return null;
    return reviewablesOf(purchase).map((each) => ({ ...each, purchase }));
  },
};

export const reviewable: ReviewableResolvers = {
  product: ({ target, subjectId }, _, context) => (target === 'PRODUCT' ? visibleProduct(context, subjectId) : null),
  seller: ({ purchase }) => ({ id: purchase.sellerId }),
  until: ({ purchase }, _, { settings }) => reviewedUntil(purchase, settings.reviewPeriodMs),
  async review({ target, subjectId, purchase }, _, { loaders }) {
    const found = await loaders.reviewsOfOrder.load(purchase.orderId);
    return found.find((each) => each.target === target && each.subjectId === subjectId) ?? null;
  },
};
