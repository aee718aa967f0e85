import type { Offer, OfferStatus, OfferStep } from '../../domain/offers/offer.ts';

/** The columns of `offer f`. */
export const offerColumns = `f.id, f.variant_id, f.product_id, f.seller_id, f.store_id, f.buyer_id, f.title, f.options, f.status, f.quantity,
  f.currency, f.unit_price_minor, f.list_price_minor, f.proposals, f.expires_at, f.valid_until, f.order_id, f.version, f.created_at,
  f.updated_at`;

/** A row of `offerColumns`, as pg reads it. */
export interface OfferRow {
  id: string;
  variant_id: string;
  product_id: string;
  seller_id: string;
  store_id: string | null;
  buyer_id: string;
  title: string;
  options: Offer['options'];
  status: OfferStatus;
  quantity: number;
  currency: string;
  unit_price_minor: string;
  list_price_minor: string;
  proposals: number;
  expires_at: Date;
  valid_until: Date | null;
  order_id: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export const toOffer = (row: OfferRow): Offer => ({
  id: row.id,
  variantId: row.variant_id,
  productId: row.product_id,
  sellerId: row.seller_id,
  storeId: row.store_id,
  buyerId: row.buyer_id,
  title: row.title,
  options: row.options,
  status: row.status,
  quantity: row.quantity,
  currency: row.currency,
  unitPriceMinor: BigInt(row.unit_price_minor),
  listPriceMinor: BigInt(row.list_price_minor),
  proposals: row.proposals,
  expiresAt: row.expires_at,
  validUntil: row.valid_until,
  orderId: row.order_id,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export interface StepRow {
  offer_id: string;
  version: number;
  at: Date;
  status: OfferStatus;
  side: OfferStep['side'];
  actor_kind: OfferStep['actor']['kind'];
  actor_id: string | null;
  unit_price_minor: string | null;
  message: string | null;
  automatic: boolean;
}

export const toStep = (row: StepRow): OfferStep => ({
  offerId: row.offer_id,
  version: row.version,
  at: row.at,
  status: row.status,
  side: row.side,
  actor: { kind: row.actor_kind, id: row.actor_id },
  unitPriceMinor: row.unit_price_minor === null ? null : BigInt(row.unit_price_minor),
  message: row.message,
  automatic: row.automatic,
});
