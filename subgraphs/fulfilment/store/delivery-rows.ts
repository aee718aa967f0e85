import type { Address } from '../domain/address.ts';
import type { Delivery, DeliveryStatus } from '../domain/delivery.ts';

export interface DeliveryRow {
  id: string;
  packaging_id: string;
  order_id: string;
  order_number: string;
  buyer_id: string | null;
  seller_id: string;
  status: DeliveryStatus;
  method: Delivery['method'];
  tracking_number: string;
  address: Address;
  attempts: number;
  proof: string | null;
  failure_reason: string | null;
  version: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  returned_at: Date | null;
}

export const deliveryColumns = `d.id, d.packaging_id, d.order_id, d.order_number, d.buyer_id, d.seller_id, d.status, d.method,
  d.tracking_number, d.address, d.attempts, d.proof, d.failure_reason, d.version, d.created_at, d.started_at, d.completed_at,
  d.returned_at`;

export const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  packagingId: row.packaging_id,
  orderId: row.order_id,
  orderNumber: row.order_number,
  buyerId: row.buyer_id,
  sellerId: row.seller_id,
  status: row.status,
  method: row.method,
  trackingNumber: row.tracking_number,
  address: row.address,
  attempts: row.attempts,
  proof: row.proof,
  failureReason: row.failure_reason,
  version: row.version,
  createdAt: row.created_at,
  startedAt: row.started_at,
  completedAt: row.completed_at,
  returnedAt: row.returned_at,
});
