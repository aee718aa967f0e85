import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { offersUsedBy } from '../domain/offers/offered-price.ts';
import { redemptionsOf } from '../domain/promotions/redemption.ts';
import type { Purchase } from '../domain/purchase.ts';
import { addPurchase, type PurchaseAdded } from './add-purchase.ts';
import { useOffers } from './offers/use-offers.ts';
import { redeemPromotions } from './promotions/redeem.ts';

/** As of `addPurchase`; `not redeemed` when a promotion ended, its limit or code is used up, or an offer ended. */
export type Added = PurchaseAdded | 'not redeemed';

/** The transaction of a new checkout stops here and leaves nothing. */
class Stop extends Error {
  override readonly name = 'Stop';
  readonly added: Added;
  constructor(added: Added) {
    super(JSON.stringify(added));
    this.added = added;
  }
}

/**
 * Adds a checkout as `addPurchase` does, together with the promotions that it redeems and the offers that it uses. One statement
 * without them. With promotions it is a transaction that locks these first, so that of two checkouts one waits before it has added
 * anything. Offers name their order, so they come last.
 */
export async function addRedeemed(
  pool: pg.Pool,
  purchase: Purchase,
  facts: { idempotencyKey: string; quoteId: string; codes: ReadonlyMap<string, string | null> },
  trail: EventTrail,
): Promise<Added> {
  const redemptions = redemptionsOf(purchase, facts.codes);
  const uses = offersUsedBy(purchase);
  if (redemptions.length === 0 && uses.length === 0) return addPurchase(pool, purchase, facts, trail);
  try {
    return await inTransaction(pool, async (tx) => {
      const now = purchase.checkout.createdAt;
      const isRedeemed = redemptions.length === 0 || (await redeemPromotions(tx, redemptions, { now, trail }));
      if (!isRedeemed) throw new Stop('not redeemed');
      const added = await addPurchase(tx, purchase, facts, trail);
      if (added !== 'added') throw new Stop(added);
      if (uses.length > 0 && !(await useOffers(tx, uses, trail))) throw new Stop('not redeemed');
      return added;
    });
  } catch (error) {
    if (error instanceof Stop) return error.added;
    throw error;
  }
}
