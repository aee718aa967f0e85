import { type Envelope, type EventTrail, newEvent, usersSeller } from '@soko/events';
import type { Seller } from '../domain/seller.ts';

const factsOf = ({ userId, handle, displayName, status }: Seller) => ({ userId, handle, displayName, status });

/** Event with the current facts of a seller, including the sealed payout destination. */
export function sellerChanged(trail: EventTrail, type: 'applied' | 'updated' | 'approved', seller: Seller): Envelope {
  const { id: subject, version: sequence, payout } = seller;
  if (payout === null) throw new Error(`Seller ${subject} has no payout method.`);
  return newEvent(usersSeller, type, { subject, sequence, data: { ...factsOf(seller), payout } }, trail);
}

/** Event for a decision that stops a seller or reactivates one. */
export function sellerStatusChanged(
  trail: EventTrail,
  type: 'rejected' | 'suspended' | 'reinstated' | 'closed',
  seller: Seller,
  reason: string | null,
): Envelope {
  const { id: subject, version: sequence } = seller;
  return newEvent(usersSeller, type, { subject, sequence, data: { ...factsOf(seller), reason } }, trail);
}
