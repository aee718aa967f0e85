import type {
  DiscountPayer,
  Promotion,
  PromotionActivation,
  PromotionKind,
} from '../../domain/promotions/promotion.ts';

/** The columns of `promotion p`, with the code of an activation `CODE`. Amounts are texts, for JSON as well. */
export const promotionColumns = `p.id, p.title, p.kind, p.activation, p.paid_by AS "paidBy", p.seller_id AS "sellerId", p.currency,
  p.basis_points AS "basisPoints", p.amount_minor::text AS "amountMinor", p.max_discount_minor::text AS "maxDiscountMinor",
  p.minimum_minor::text AS "minimumMinor", p.buy_quantity AS "buyQuantity", p.get_quantity AS "getQuantity",
  p.category_ids AS "categoryIds", p.seller_ids AS "sellerIds", p.product_ids AS "productIds", p.first_order_only AS "firstOrderOnly",
  p.starts_at AS "startsAt", p.ends_at AS "endsAt", p.max_redemptions AS "maxRedemptions", p.max_per_person AS "maxPerPerson",
  p.priority, p.combinable, p.redeemed, p.ended_at AS "endedAt", p.created_by AS "createdBy", p.version,
  p.created_at AS "createdAt", p.updated_at AS "updatedAt",
  CASE WHEN p.activation = 'CODE' THEN (SELECT s.code FROM promotion_code s WHERE s.promotion_id = p.id LIMIT 1) END AS "sharedCode"`;

type Amounts = 'amountMinor' | 'maxDiscountMinor' | 'minimumMinor';

/** A row of `promotionColumns`, as pg reads it. */
export interface PromotionRow extends Omit<Promotion, Amounts | 'code'> {
  kind: PromotionKind;
  activation: PromotionActivation;
  paidBy: DiscountPayer;
  amountMinor: string | null;
  maxDiscountMinor: string | null;
  minimumMinor: string | null;
  sharedCode: string | null;
}

const toMinor = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

export const toPromotion = ({ sharedCode, ...row }: PromotionRow): Promotion => ({
  ...row,
  code: sharedCode,
  amountMinor: toMinor(row.amountMinor),
  maxDiscountMinor: toMinor(row.maxDiscountMinor),
  minimumMinor: toMinor(row.minimumMinor),
});
