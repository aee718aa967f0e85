import type { Address } from '../domain/address.ts';
import type { DeliveryMethod } from '../domain/delivery.ts';
import type { Packaging, PackagingLine, PackagingStatus } from '../domain/packaging.ts';

export interface PackagingRow {
  id: string;
  order_id: string;
  order_number: string;
  buyer_id: string | null;
  seller_id: string;
  status: PackagingStatus;
  delivery_method: DeliveryMethod;
  address: Address;
  reason: string | null;
  version: number;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  lines: PackagingLine[];
}

export const packagingColumns = `p.id, p.order_id, p.order_number, p.buyer_id, p.seller_id, p.status, p.delivery_method, p.address,
  p.reason, p.version, p.created_at, p.started_at, p.finished_at,
  (SELECT jsonb_agg(jsonb_build_object('lineId', l.line_id, 'variantId', l.variant_id, 'title', l.title, 'sku', l.sku,
     'quantity', l.quantity, 'packedQuantity', l.packed_quantity) ORDER BY l.position)
   FROM packaging_line l WHERE l.packaging_id = p.id) AS lines`;

export const toPackaging = (row: PackagingRow): Packaging => ({
  id: row.id,
  orderId: row.order_id,
  orderNumber: row.order_number,
  buyerId: row.buyer_id,
  sellerId: row.seller_id,
  status: row.status,
  deliveryMethod: row.delivery_method,
  address: row.address,
  lines: row.lines,
  reason: row.reason,
  version: row.version,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});
