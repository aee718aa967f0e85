import type { Queryable } from '@soko/postgres';
import type { Advert } from '../../domain/adverts/advert.ts';

/** Who created an advert, and with which input. */
export interface AdvertOrigin {
  createdBy: string;
  idempotencyKey: string;
  inputHash: string;
}

const termsOf = (advert: Advert) => [
  advert.placements,
  advert.startsAt,
  advert.endsAt,
  advert.priority,
  advert.costPerClickMinor,
  advert.dailyBudgetMinor,
  advert.totalBudgetMinor,
  advert.keywords,
  advert.categoryIds,
];

/** Saves a new advert. Returns false if the caller has used the key before. */
export async function insertAdvert(tx: Queryable, advert: Advert, origin: AdvertOrigin): Promise<boolean> {
  // SQL: in one transaction with the outbox.
  const { rowCount } = await tx.query({
    name: 'insert-advert',
    text: `INSERT INTO advert (id, seller_id, store_id, product_id, status, currency, version, created_at, updated_at, placements, starts_at,
        ends_at, priority, cost_per_click_minor, daily_budget_minor, total_budget_minor, keywords, category_ids, created_by,
        idempotency_key, input_hash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
      ON CONFLICT (created_by, idempotency_key) DO NOTHING`,
    values: [
      advert.id,
      advert.sellerId,
      advert.storeId,
      advert.productId,
      advert.status,
      advert.currency,
      advert.version,
      advert.createdAt,
      advert.updatedAt,
      ...termsOf(advert),
      origin.createdBy,
      origin.idempotencyKey,
      origin.inputHash,
    ],
  });
  return rowCount === 1;
}

/** Saves the terms and the status of an advert that this transaction has locked. */
export async function saveAdvert(tx: Queryable, advert: Advert): Promise<void> {
  // SQL: in one transaction with the outbox.
  await tx.query({
    name: 'save-advert',
    text: `UPDATE advert SET status = $2, version = $3, updated_at = $4, ended_at = $5, placements = $6, starts_at = $7, ends_at = $8,
        priority = $9, cost_per_click_minor = $10, daily_budget_minor = $11, total_budget_minor = $12, keywords = $13, category_ids = $14
      WHERE id = $1`,
    values: [advert.id, advert.status, advert.version, advert.updatedAt, advert.endedAt, ...termsOf(advert)],
  });
}
