import { type EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { redeemedEvent, type RedemptionChange, releasedEvent } from '../../domain/promotions/promotion-events.ts';
import type { Redemption, Release } from '../../domain/promotions/redemption.ts';
import { toJson } from '../json.ts';

/** Waits for others who redeem or release these promotions, in one order for all, until the end of the transaction. */
async function lockPromotions(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query({
    name: 'promotions-lock',
    // SQL: FOR UPDATE.
    text: 'SELECT id FROM promotion WHERE id = ANY($1) ORDER BY id FOR UPDATE',
    values: [ids],
  });
}

/**
 * Redeems promotions for a checkout that the same transaction adds. Returns false when one of them does not run any more, or a
 * limit or its code is used up: the transaction must then be rolled back. Three statements.
 */
export async function redeemPromotions(
  tx: Queryable,
  redemptions: readonly Redemption[],
  { now, trail }: { now: Date; trail: EventTrail },
): Promise<boolean> {
  await lockPromotions(
    tx,
    redemptions.map(({ promotionId }) => promotionId),
  );
  const { rows } = await tx.query<RedemptionChange>({
    name: 'promotions-redeem',
    // SQL: counts, codes and redemptions in one statement, on condition of every limit.
    text: `WITH wanted AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset($1) AS r ("promotionId" text, "checkoutId" text, person text, code text, currency char(3),
          "amountMinor" bigint, orders int)
      ), counted AS (
        UPDATE promotion p SET redeemed = p.redeemed + 1, version = p.version + 1 FROM wanted w
        WHERE p.id = w."promotionId" AND p.ended_at IS NULL AND p.starts_at <= $2 AND (p.ends_at IS NULL OR p.ends_at > $2)
          AND (p.max_redemptions IS NULL OR p.redeemed < p.max_redemptions)
        RETURNING p.id, p.version, p.activation, p.redeemed, p.max_redemptions,
          CASE WHEN p.first_order_only THEN 1 ELSE p.max_per_person END AS most
      ), used AS (
        INSERT INTO promotion_use AS u (promotion_id, person, used)
        SELECT c.id, w.person, 1 FROM counted c JOIN wanted w ON w."promotionId" = c.id WHERE w.person IS NOT NULL
        ON CONFLICT (promotion_id, person) DO UPDATE SET used = u.used + 1
        RETURNING u.promotion_id, u.used
      ), taken AS (
        UPDATE promotion_code k SET checkout_id = w."checkoutId" FROM wanted w
        WHERE k.code = w.code AND k.promotion_id = w."promotionId" AND k.checkout_id IS NULL
          AND (k.batch_id IS NOT NULL OR k.holder_id = w.person)
        RETURNING k.promotion_id, k.claim_id
      ), noted AS (
        INSERT INTO promotion_redemption (promotion_id, checkout_id, person, code, currency, amount_minor, open_orders, redeemed_at)
        SELECT w."promotionId", w."checkoutId", w.person, w.code, w.currency, w."amountMinor", w.orders, $2
        FROM wanted w JOIN counted c ON c.id = w."promotionId"
      )
      SELECT c.id AS "promotionId", c.version, c.redeemed, c.redeemed = c.max_redemptions AS "isUsedUp",
        t.claim_id AS "claimId"
      FROM counted c LEFT JOIN used u ON u.promotion_id = c.id LEFT JOIN taken t ON t.promotion_id = c.id
      WHERE (c.most IS NULL OR u.used <= c.most) AND (c.activation <> 'SINGLE_USE_CODES' OR t.promotion_id IS NOT NULL)
      ORDER BY c.id`,
    values: [toJson(redemptions), now],
  });
  if (rows.length < redemptions.length) return false;
  const byId = new Map(redemptions.map((redemption) => [redemption.promotionId, redemption]));
  await tell(
    tx,
    rows.map((row) => redeemedEvent(byId.get(row.promotionId)!, row, trail)),
  );
  return true;
}

/**
 * Gives promotions back for orders of one checkout that ended without a sale, in the transaction that ends them. A promotion is
 * free again when no order of the checkout has it any more. Three statements.
 */
export async function releasePromotions(
  tx: Queryable,
  { checkoutId, promotions }: Release,
  { now, trail }: { now: Date; trail: EventTrail },
): Promise<void> {
  await lockPromotions(
    tx,
    promotions.map(({ promotionId }) => promotionId),
  );
  const { rows } = await tx.query<RedemptionChange & { buyerId: string | null; currency: string; amountMinor: string }>(
    {
      name: 'promotions-release',
      // SQL: counts, codes and redemptions in one statement.
      text: `WITH wanted AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset($1) AS r ("promotionId" text, orders int)
      ), closed AS (
        UPDATE promotion_redemption r SET open_orders = r.open_orders - w.orders,
          released_at = CASE WHEN r.open_orders = w.orders THEN $3::timestamptz END
        FROM wanted w WHERE r.promotion_id = w."promotionId" AND r.checkout_id = $2 AND r.released_at IS NULL
        RETURNING r.promotion_id, r.person, r.currency, r.amount_minor, r.released_at
      ), counted AS (
        UPDATE promotion p SET redeemed = p.redeemed - 1, version = p.version + 1 FROM closed d
        WHERE p.id = d.promotion_id AND d.released_at IS NOT NULL
        RETURNING p.id, p.version, p.redeemed, d.person, d.currency, d.amount_minor
      ), unused AS (
        UPDATE promotion_use u SET used = u.used - 1 FROM counted c WHERE u.promotion_id = c.id AND u.person = c.person
      ), freed AS (
        UPDATE promotion_code k SET checkout_id = NULL FROM counted c WHERE k.promotion_id = c.id AND k.checkout_id = $2
        RETURNING k.promotion_id, k.claim_id
      )
      SELECT c.id AS "promotionId", c.version, c.redeemed, false AS "isUsedUp", c.person AS "buyerId", c.currency,
        c.amount_minor::text AS "amountMinor", f.claim_id AS "claimId"
      FROM counted c LEFT JOIN freed f ON f.promotion_id = c.id ORDER BY c.id`,
      values: [toJson(promotions), checkoutId, now],
    },
  );
  await tell(
    tx,
    rows.map((row) => releasedEvent({ ...row, checkoutId }, row, trail)),
  );
}
