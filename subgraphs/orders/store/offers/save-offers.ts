import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { OfferChange } from '../../domain/offers/change-offer.ts';
import { offerEvent } from '../../domain/offers/offer-events.ts';
import { toJson } from '../json.ts';

async function addSteps(tx: Queryable, changes: readonly OfferChange[], { actor }: EventTrail): Promise<void> {
  const steps = changes.map(({ after, side, unitPriceMinor, message, automatic }) => ({
    offerId: after.id,
    version: after.version,
    at: after.updatedAt,
    status: after.status,
    side,
    // A listing, not its seller, declines a price below its minimum.
    actorKind: automatic ? 'service' : actor.kind,
    actorId: automatic ? 'orders' : actor.id,
    unitPriceMinor,
    message,
    automatic,
  }));
  await tx.query({
    name: 'offer-steps-add',
    // SQL: several rows in one statement, in the transaction of the change.
    text: `INSERT INTO offer_step (offer_id, version, at, status, side, actor_kind, actor_id, unit_price_minor, message, automatic)
      SELECT r."offerId", r.version, r.at, r.status, r.side, r."actorKind", r."actorId", r."unitPriceMinor", r.message, r.automatic
      FROM jsonb_to_recordset($1) AS r ("offerId" text, version int, at timestamptz, status text, side text, "actorKind" text,
        "actorId" text, "unitPriceMinor" bigint, message text, automatic boolean)`,
    values: [toJson(steps)],
  });
}

/** The events of changes. A proposal that the listing declined at once is not announced: its seller has nothing to do. */
const eventsOf = (changes: readonly OfferChange[], trail: EventTrail) =>
  changes.filter((_, at) => changes[at + 1]?.automatic !== true).map((change) => offerEvent(change, trail));

/** Adds a new offer with its steps and events. Fails with a unique violation of `offer_open_idx`. */
export async function addOffer(tx: Queryable, changes: readonly OfferChange[], trail: EventTrail): Promise<void> {
  await tx.query({
    name: 'offer-add',
    // SQL: in the transaction of the idempotency key.
    text: `INSERT INTO offer (id, variant_id, product_id, seller_id, store_id, buyer_id, title, options, status, quantity, currency,
        unit_price_minor, list_price_minor, proposals, expires_at, version, created_at, updated_at)
      SELECT r.id, r."variantId", r."productId", r."sellerId", r."storeId", r."buyerId", r.title, r.options, r.status, r.quantity, r.currency,
        r."unitPriceMinor", r."listPriceMinor", r.proposals, r."expiresAt", r.version, r."createdAt", r."updatedAt"
      FROM jsonb_to_record($1) AS r (id text, "variantId" text, "productId" text, "sellerId" text, "storeId" text, "buyerId" text, title text,
        options jsonb, status text, quantity int, currency char(3), "unitPriceMinor" bigint, "listPriceMinor" bigint, proposals int,
        "expiresAt" timestamptz, version int, "createdAt" timestamptz, "updatedAt" timestamptz)`,
    values: [toJson(changes.at(-1)!.after)],
  });
  await addSteps(tx, changes, trail);
  await tell(tx, eventsOf(changes, trail));
}

/** Saves changes of offers that the transaction has locked, with their steps and events. The last change of an offer counts. */
export async function saveOffers(tx: Queryable, changes: readonly OfferChange[], trail: EventTrail): Promise<void> {
  if (changes.length === 0) return;
  const last = new Map(changes.map(({ after }) => [after.id, after]));
  await tx.query({
    name: 'offers-save',
    // SQL: several rows in one statement, in the transaction of the lock.
    text: `UPDATE offer f SET status = r.status, unit_price_minor = r."unitPriceMinor", proposals = r.proposals, expires_at = r."expiresAt",
        valid_until = r."validUntil", order_id = r."orderId", version = r.version, updated_at = r."updatedAt"
      FROM jsonb_to_recordset($1) AS r (id text, status text, "unitPriceMinor" bigint, proposals int, "expiresAt" timestamptz,
        "validUntil" timestamptz, "orderId" text, version int, "updatedAt" timestamptz) WHERE f.id = r.id`,
    values: [toJson([...last.values()])],
  });
  await addSteps(tx, changes, trail);
  await tell(tx, eventsOf(changes, trail));
}
