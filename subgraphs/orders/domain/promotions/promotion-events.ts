import { type Envelope, type EventTrail, newEvent, ordersPromotion } from '@soko/events';
import type { Promotion } from './promotion.ts';
import type { Redemption } from './redemption.ts';

const moneyIn = (currency: string) => (amountMinor: bigint | string) => ({
  amountMinor: amountMinor.toString(),
  currency,
});

/** The terms of a promotion, as events contain them. Codes are secrets of those who have them. */
function snapshotOf(promotion: Promotion) {
  const { currency } = promotion;
  const money = (amountMinor: bigint | null) =>
    amountMinor === null || currency === null ? null : moneyIn(currency)(amountMinor);
  return {
    title: promotion.title,
    kind: promotion.kind,
    activation: promotion.activation,
    paidBy: promotion.paidBy,
    sellerId: promotion.sellerId,
    basisPoints: promotion.basisPoints,
    amount: money(promotion.amountMinor),
    startsAt: promotion.startsAt.toISOString(),
    endsAt: promotion.endsAt?.toISOString() ?? null,
    maxRedemptions: promotion.maxRedemptions,
    maxPerPerson: promotion.maxPerPerson,
  };
}

/** The event of a promotion that was created, changed or ended. */
export const promotionEvent = (
  type: 'created' | 'updated' | 'ended',
  promotion: Promotion,
  trail: EventTrail,
): Envelope =>
  newEvent(
    ordersPromotion,
    type,
    { subject: promotion.id, sequence: promotion.version, data: { promotion: snapshotOf(promotion) } },
    trail,
  );

/** Counters of a promotion after a redemption or a release. */
export interface RedemptionChange {
  promotionId: string;
  version: number;
  redeemed: number;
  isUsedUp: boolean | null;
  /** What the code was issued for. Null for a code without a claim, and without a code. */
  claimId: string | null;
}

const factsOf = (
  { checkoutId, currency, amountMinor }: { checkoutId: string; currency: string; amountMinor: bigint | string },
  buyerId: string | null,
  { redeemed, claimId }: RedemptionChange,
) => ({ checkoutId, buyerId, discount: moneyIn(currency)(amountMinor), claimId, redeemed });

export const redeemedEvent = (redemption: Redemption, change: RedemptionChange, trail: EventTrail): Envelope =>
  newEvent(
    ordersPromotion,
    'redeemed',
    {
      subject: change.promotionId,
      sequence: change.version,
      data: { ...factsOf(redemption, redemption.person, change), isUsedUp: change.isUsedUp === true },
    },
    trail,
  );

export const releasedEvent = (
  release: { checkoutId: string; buyerId: string | null; currency: string; amountMinor: string },
  change: RedemptionChange,
  trail: EventTrail,
): Envelope =>
  newEvent(
    ordersPromotion,
    'released',
    { subject: change.promotionId, sequence: change.version, data: factsOf(release, release.buyerId, change) },
    trail,
  );
