import type { Address } from '@soko/input';
import type { Order, OrderLine } from '../domain/order.ts';
import type { OrderStatus, PaymentStatus } from '../domain/order-status.ts';
import type { DeliveryMethod } from '../domain/price-checkout.ts';
import type { Discount } from '../domain/promotions/promotion.ts';

/** A discount as JSON: amounts are texts. */
export type DiscountJson = Omit<Discount, 'amountMinor'> & { amountMinor: string };

export const toDiscounts = (discounts: readonly DiscountJson[]): Discount[] =>
  discounts.map((discount) => ({ ...discount, amountMinor: BigInt(discount.amountMinor) }));

/** The columns of `orders o` joined with `checkout c`, with the lines as JSON. */
export const orderColumns = `o.id, o.checkout_id, o.number, o.seller_id, o.buyer_id, o.email, o.locale, o.status, o.payment_status, o.delivery_method,
  o.address, o.currency, o.items_minor, o.delivery_minor, o.tax_minor, o.tax_included_minor, o.discount_minor, o.fee_minor,
  o.total_minor, o.receipt_confirmed_at, o.delivery_discounts, o.version, o.created_at, o.updated_at, c.token_hash,
  (SELECT json_agg(json_build_object('id', l.id, 'variantId', l.variant_id, 'productId', l.product_id, 'categoryId', l.category_id,
    'storeId', l.store_id, 'type', l.type, 'title', l.title, 'sku', l.sku, 'options', l.options, 'package', l.package,
    'imageUrl', l.image_url, 'quantity', l.quantity, 'packedQuantity', l.packed_quantity, 'returnedQuantity', l.returned_quantity, 'unitPriceMinor', l.unit_price_minor::text, 'offerId', l.offer_id,
    'taxCountry', l.tax_country, 'taxBasisPoints', l.tax_basis_points, 'taxInclusive', l.tax_inclusive, 'taxMinor', l.tax_minor::text,
    'feeMinor', l.fee_minor::text, 'discountMinor', l.discount_minor::text, 'discounts', l.discounts) ORDER BY l.position) FROM order_line l WHERE l.order_id = o.id) AS lines`;

export type OrderLineJson = Omit<
  OrderLine,
  'unitPriceMinor' | 'taxMinor' | 'feeMinor' | 'discountMinor' | 'discounts'
> & {
  unitPriceMinor: string;
  taxMinor: string;
  feeMinor: string;
  discountMinor: string;
  discounts: DiscountJson[];
};

/** A row of `orderColumns`, as pg reads it. */
export interface OrderRow {
  id: string;
  checkout_id: string;
  number: string;
  seller_id: string;
  buyer_id: string | null;
  token_hash: string | null;
  email: string;
  locale: string | null;
  status: OrderStatus;
  payment_status: PaymentStatus;
  delivery_method: DeliveryMethod;
  address: Address | null;
  currency: string;
  items_minor: string;
  delivery_minor: string;
  tax_minor: string;
  tax_included_minor: string;
  discount_minor: string;
  fee_minor: string;
  total_minor: string;
  receipt_confirmed_at: Date | null;
  delivery_discounts: DiscountJson[];
  version: number;
  created_at: Date;
  updated_at: Date;
  lines: OrderLineJson[];
}

export const toOrder = (row: OrderRow): Order => ({
  id: row.id,
  checkoutId: row.checkout_id,
  number: row.number,
  sellerId: row.seller_id,
  buyerId: row.buyer_id,
  tokenHash: row.token_hash,
  email: row.email,
  locale: row.locale,
  status: row.status,
  paymentStatus: row.payment_status,
  deliveryMethod: row.delivery_method,
  address: row.address,
  currency: row.currency,
  lines: row.lines.map((line) => ({
    ...line,
    unitPriceMinor: BigInt(line.unitPriceMinor),
    taxMinor: BigInt(line.taxMinor),
    feeMinor: BigInt(line.feeMinor),
    discountMinor: BigInt(line.discountMinor),
    discounts: toDiscounts(line.discounts),
  })),
  deliveryDiscounts: toDiscounts(row.delivery_discounts),
  itemsMinor: BigInt(row.items_minor),
  deliveryMinor: BigInt(row.delivery_minor),
  taxMinor: BigInt(row.tax_minor),
  taxIncludedMinor: BigInt(row.tax_included_minor),
  discountMinor: BigInt(row.discount_minor),
  feeMinor: BigInt(row.fee_minor),
  totalMinor: BigInt(row.total_minor),
  receiptConfirmedAt: row.receipt_confirmed_at,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
