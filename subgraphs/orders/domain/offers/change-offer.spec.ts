import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '@soko/refusals';
import fc from 'fast-check';
import {
  acceptOffer,
  counterOffer,
  declineOffer,
  expireOffer,
  type OfferChange,
  releaseOffer,
  useOffer,
  withdrawOffer,
} from './change-offer.ts';
import { maxProposals, type Offer, offerArrows, type OfferSide, otherSide, turnOf } from './offer.ts';

const hour = 3_600_000;
const times = { answerMs: 48 * hour, validMs: 24 * hour };
const at = (hours: number): Date => new Date(hours * hour);

const open: Offer = {
  id: 'ofr_1',
  variantId: 'var_1',
  productId: 'prd_1',
  sellerId: 'slr_1',
  storeId: null,
  buyerId: 'usr_1',
  title: 'Lamp',
  options: [],
  status: 'OPEN',
  quantity: 3,
  currency: 'EUR',
  unitPriceMinor: 800n,
  listPriceMinor: 1_000n,
  proposals: 1,
  expiresAt: at(48),
  validUntil: null,
  orderId: null,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
};

const counter = (offer: Offer, side: OfferSide, now = at(1), isTooLow = false) =>
  counterOffer(offer, { side, unitPriceMinor: 900n, message: null }, { now, times, isTooLow });

/** The offer after a decision that is allowed. */
function after(decision: OfferChange | readonly OfferChange[] | object | null): Offer {
  if (decision === null || isRefusal(decision)) throw new Error(`refused: ${JSON.stringify(decision)}`);
  const changes = (Array.isArray(decision) ? decision : [decision]) as readonly OfferChange[];
  return changes.at(-1)!.after;
}

describe('an offer', () => {
  it('is answered by the two sides in turns', () => {
    expect(turnOf(open)).toBe('SELLER');
    expect(counter(open, 'BUYER')).toMatchObject({ code: 'WRONG_OFFER_STATUS', status: 'OPEN' });
    const countered = after(counter(open, 'SELLER'));
    expect(countered).toMatchObject({ status: 'COUNTERED', unitPriceMinor: 900n, proposals: 2, expiresAt: at(49) });
    expect(acceptOffer(countered, 'SELLER', { now: at(2), times })).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
    const accepted = after(acceptOffer(countered, 'BUYER', { now: at(2), times }));
    expect(accepted).toMatchObject({ status: 'ACCEPTED', validUntil: at(26), unitPriceMinor: 900n });
  });

  it('is withdrawn by the side that waits, and declined by the other one', () => {
    expect(withdrawOffer(open, 'SELLER', at(1))).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
    expect(after(withdrawOffer(open, 'BUYER', at(1))).status).toBe('WITHDRAWN');
    expect(declineOffer(open, { side: 'BUYER', message: null }, at(1))).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
    expect(after(declineOffer(open, { side: 'SELLER', message: 'No.' }, at(1))).status).toBe('DECLINED');
  });

  it('cannot be answered once its time is over', () => {
    expect(acceptOffer(open, 'SELLER', { now: at(48), times })).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
    expect(expireOffer(open, at(47))).toBeNull();
    expect(after(expireOffer(open, at(48))).status).toBe('EXPIRED');
  });

  it('is declined at once for a price below the minimum of the listing', () => {
    const countered = after(counter(open, 'SELLER'));
    const changes = counter(countered, 'BUYER', at(2), true) as readonly OfferChange[];
    expect(changes.map(({ after: { status, version } }) => [status, version])).toEqual([
      ['OPEN', 3],
      ['DECLINED', 4],
    ]);
    expect(changes[1]).toMatchObject({ automatic: true, side: 'SELLER' });
  });

  it('is used by one order, within its quantity and its time', () => {
    const accepted = after(acceptOffer(open, 'SELLER', { now: at(1), times }));
    const use = {
      offerId: 'ofr_1',
      orderId: 'ord_1',
      buyerId: 'usr_1',
      variantId: 'var_1',
      quantity: 3,
      unitPriceMinor: 800n,
      currency: 'EUR',
    };
    for (const wrong of [
      { quantity: 4 },
      { buyerId: 'usr_2' },
      { buyerId: null },
      { variantId: 'var_2' },
      { unitPriceMinor: 799n },
      { currency: 'USD' },
    ]) {
      expect(useOffer(accepted, { ...use, ...wrong }, at(2))).toBeNull();
    }
    expect(useOffer(accepted, use, at(25))).toBeNull();
    const used = after(useOffer(accepted, use, at(2)));
    expect(used).toMatchObject({ status: 'USED', orderId: 'ord_1' });
    expect(useOffer(used, use, at(2))).toBeNull();
    expect(after(releaseOffer(used, at(3)))).toMatchObject({ status: 'ACCEPTED', orderId: null, validUntil: at(25) });
    expect(after(releaseOffer(used, at(25)))).toMatchObject({ status: 'EXPIRED', orderId: null });
  });

  it('only moves along its arrows, and ends after a number of proposals', () => {
    const step = fc.record({
      kind: fc.constantFrom('counter', 'accept', 'decline', 'withdraw', 'expire'),
      side: fc.constantFrom<OfferSide>('BUYER', 'SELLER'),
      hours: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let offer = open;
        let now = at(0);
        for (const { kind, side, hours } of steps) {
          now = new Date(now.getTime() + hours * hour);
          const decision = {
            counter: () => counter(offer, side, now),
            accept: () => acceptOffer(offer, side, { now, times }),
            decline: () => declineOffer(offer, { side, message: null }, now),
            withdraw: () => withdrawOffer(offer, side, now),
            expire: () => expireOffer(offer, now),
          }[kind]();
          if (decision === null || isRefusal(decision)) continue;
          const next = after(decision);
          expect(offerArrows[offer.status]).toContain(next.status);
          expect(next.version).toBe(offer.version + 1);
          if (offer.status === 'ACCEPTED' && kind === 'withdraw') expect(side).toBe('BUYER');
          else if (kind !== 'expire') expect(turnOf(offer)).toBe(kind === 'withdraw' ? otherSide(side) : side);
          offer = next;
        }
        expect(offer.proposals).toBeLessThanOrEqual(maxProposals);
      }),
    );
    let offer = open;
    while (offer.proposals < maxProposals) offer = after(counter(offer, turnOf(offer)!, at(1)));
    expect(counter(offer, turnOf(offer)!)).toMatchObject({ code: 'TOO_MANY_PROPOSALS', maximum: maxProposals });
  });
});
