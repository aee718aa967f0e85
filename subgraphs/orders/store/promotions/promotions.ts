import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Promotion, PromotionStatus } from '../../domain/promotions/promotion.ts';
import { toJson } from '../json.ts';
import { promotionColumns, type PromotionRow, toPromotion } from './promotion-rows.ts';

/**
 * The number of promotions of a payer that have not ended. New ones of the payer wait until the end of the transaction, so that none
 * is added between. Two statements.
 */
export async function countUnended(tx: Queryable, sellerId: string | null, now: Date): Promise<number> {
  await tx.query({
    name: 'promotion-payer-lock',
    // SQL: the platform has no row that could be locked.
    text: `SELECT pg_advisory_xact_lock(hashtextextended('promotions of ' || $1, 0))`,
    values: [sellerId ?? 'the platform'],
  });
  const { rows } = await tx.query<{ count: number }>({
    name: sellerId === null ? 'promotion-count-platform' : 'promotion-count-seller',
    // SQL: in the transaction of the lock.
    text: `SELECT count(*)::int AS count FROM promotion p
      WHERE ${sellerId === null ? '$1::text IS NULL AND p.seller_id IS NULL' : 'p.seller_id = $1'}
        AND p.ended_at IS NULL AND (p.ends_at IS NULL OR p.ends_at > $2)`,
    values: [sellerId, now],
  });
  return rows[0]!.count;
}

/** Adds a promotion, with its code if everyone may know it. Returns false when another one of the payer has the code. Two statements. */
export async function addPromotion(tx: Queryable, promotion: Promotion): Promise<boolean> {
  await tx.query({
    name: 'promotion-add',
    // SQL: in the transaction of the idempotency key.
    text: `INSERT INTO promotion (id, title, kind, activation, paid_by, seller_id, currency, basis_points, amount_minor, max_discount_minor,
        minimum_minor, buy_quantity, get_quantity, category_ids, seller_ids, product_ids, first_order_only, starts_at, ends_at,
        max_redemptions, max_per_person, priority, combinable, created_by, created_at, updated_at)
      SELECT r.id, r.title, r.kind, r.activation, r."paidBy", r."sellerId", r.currency, r."basisPoints", r."amountMinor", r."maxDiscountMinor",
        r."minimumMinor", r."buyQuantity", r."getQuantity", r."categoryIds", r."sellerIds", r."productIds", r."firstOrderOnly", r."startsAt",
        r."endsAt", r."maxRedemptions", r."maxPerPerson", r.priority, r.combinable, r."createdBy", r."createdAt", r."updatedAt"
      FROM jsonb_to_record($1) AS r (id text, title text, kind text, activation text, "paidBy" text, "sellerId" text, currency char(3),
        "basisPoints" int, "amountMinor" bigint, "maxDiscountMinor" bigint, "minimumMinor" bigint, "buyQuantity" int, "getQuantity" int,
        "categoryIds" text[], "sellerIds" text[], "productIds" text[], "firstOrderOnly" boolean, "startsAt" timestamptz,
        "endsAt" timestamptz, "maxRedemptions" int, "maxPerPerson" int, priority int, combinable boolean, "createdBy" text,
        "createdAt" timestamptz, "updatedAt" timestamptz)`,
    values: [toJson(promotion)],
  });
  if (promotion.code === null) return true;
  const { rowCount } = await tx.query({
    name: 'promotion-add-code',
    // SQL: ON CONFLICT.
    text: 'INSERT INTO promotion_code (code, promotion_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    values: [promotion.code, promotion.id, promotion.createdAt],
  });
  return rowCount === 1;
}

/** Promotions by id. One statement. Unknown ids are missing in the result. */
export async function findPromotions(db: Queryable, ids: readonly string[]): Promise<Promotion[]> {
  const { rows } = await db.query<PromotionRow>({
    name: 'promotions-by-id',
    // SQL: promotions with their codes in one statement.
    text: `SELECT ${promotionColumns} FROM promotion p WHERE p.id = ANY($1)`,
    values: [ids],
  });
  return rows.map(toPromotion);
}

/** A promotion, locked until the end of the transaction. Null when there is none. */
export async function lockPromotion(tx: Queryable, id: string): Promise<Promotion | null> {
  const { rows } = await tx.query<PromotionRow>({
    name: 'promotion-lock',
    // SQL: FOR UPDATE.
    text: `SELECT ${promotionColumns} FROM promotion p WHERE p.id = $1 FOR UPDATE OF p`,
    values: [id],
  });
  return rows[0] === undefined ? null : toPromotion(rows[0]);
}

/** Saves what may change of a promotion. The caller has locked it. One statement. */
export async function changePromotion(tx: Queryable, promotion: Promotion): Promise<void> {
  const {
    id,
    title,
    startsAt,
    endsAt,
    maxRedemptions,
    maxPerPerson,
    priority,
    combinable,
    endedAt,
    version,
    updatedAt,
  } = promotion;
  await tx.query({
    name: 'promotion-change',
    // SQL: in the transaction of the lock.
    text: `UPDATE promotion SET title = $2, starts_at = $3, ends_at = $4, max_redemptions = $5, max_per_person = $6, priority = $7,
        combinable = $8, ended_at = $9, version = $10, updated_at = $11 WHERE id = $1`,
    values: [
      id,
      title,
      startsAt,
      endsAt,
      maxRedemptions,
      maxPerPerson,
      priority,
      combinable,
      endedAt,
      version,
      updatedAt,
    ],
  });
}

/** Filter of a list of promotions. Null stands for no restriction. */
export interface PromotionFilter {
  sellerIds: readonly string[] | null;
  statuses: readonly PromotionStatus[] | null;
}

/** SQL: the status of the promotion `p` at `now`, as `statusOfPromotion` says. */
const statusAt = (now: string): string => `CASE WHEN p.ended_at IS NOT NULL OR p.ends_at <= ${now} THEN 'ENDED'
  WHEN p.starts_at > ${now} THEN 'SCHEDULED' WHEN p.redeemed >= p.max_redemptions THEN 'USED_UP' ELSE 'RUNNING' END`;

/** A page of promotions, newest first. One statement. */
export async function listPromotions(
  db: Queryable,
  { sellerIds, statuses }: PromotionFilter,
  page: Page<readonly [createdAt: Date, id: string]>,
  now: Date,
): Promise<Promotion[]> {
  const parameters = createParameters();
  const where = [
    ...(sellerIds === null ? [] : [`p.seller_id = ANY(${parameters.add(sellerIds)})`]),
    ...(statuses === null
      ? []
      : [`${statusAt(`${parameters.add(now)}::timestamptz`)} = ANY(${parameters.add(statuses)})`]),
  ];
  // SQL: keyset page; promotions with their codes in one statement.
  const rows = await keysetPage<PromotionRow>(db, {
    select: promotionColumns,
    from: 'promotion p',
    where,
    parameters,
    key: ['p.created_at', 'p.id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toPromotion);
}
