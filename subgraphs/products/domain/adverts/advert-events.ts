import { type Envelope, type EventTrail, newEvent, productsAdvert } from '@soko/events';
import type { Advert } from './advert.ts';

const snapshotOf = (advert: Advert) => {
  const { currency, dailyBudgetMinor } = advert;
  const money = (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency });
  return {
    productId: advert.productId,
    title: advert.title,
    sellerId: advert.sellerId,
    storeId: advert.storeId,
    status: advert.status,
    placements: [...advert.placements],
    startsAt: advert.startsAt.toISOString(),
    endsAt: advert.endsAt?.toISOString() ?? null,
    costPerClick: money(advert.costPerClickMinor),
    dailyBudget: dailyBudgetMinor === null ? null : money(dailyBudgetMinor),
    totalBudget: money(advert.totalBudgetMinor),
    spent: money(advert.spentMinor),
  };
};

const factOf = (advert: Advert) => ({
  subject: advert.id,
  sequence: advert.version,
  data: { advert: snapshotOf(advert) },
});

/** The event of a new advert. */
export const advertCreated = (advert: Advert, trail: EventTrail): Envelope =>
  newEvent(productsAdvert, 'created', factOf(advert), trail);

const eventNames = {
  SCHEDULED: 'scheduled',
  RUNNING: 'started',
  PAUSED: 'paused',
  EXHAUSTED: 'exhausted',
} as const;

/** The event of a change of an advert. `by` says who ended it. */
export function advertChanged(before: Advert, after: Advert, trail: EventTrail, by: 'SELLER' | 'WINDOW'): Envelope {
  const fact = factOf(after);
  const { status } = after;
  if (status === before.status || status === 'DRAFT') return newEvent(productsAdvert, 'updated', fact, trail);
  if (status !== 'ENDED') return newEvent(productsAdvert, eventNames[status], fact, trail);
  return newEvent(productsAdvert, 'ended', { ...fact, data: { ...fact.data, by } }, trail);
}

/** Clicks that are charged together. */
export interface AdvertCharge {
  id: string;
  clicks: number;
  amountMinor: bigint;
  openedAt: Date;
}

/** The event of a charge, whose number is the version of the advert with it. */
export const advertCharged = (advert: Advert, charge: AdvertCharge, trail: EventTrail): Envelope =>
  newEvent(
    productsAdvert,
    'charged',
    {
      subject: advert.id,
      sequence: advert.version,
      data: {
        chargeId: charge.id,
        sellerId: advert.sellerId,
        storeId: advert.storeId,
        productId: advert.productId,
        clicks: charge.clicks,
        amount: { amountMinor: charge.amountMinor.toString(), currency: advert.currency },
        from: charge.openedAt.toISOString(),
      },
    },
    trail,
  );
