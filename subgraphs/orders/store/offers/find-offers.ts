import { isId } from '@soko/ids';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Offer, OfferStatus, OfferStep } from '../../domain/offers/offer.ts';
import { offerColumns, type OfferRow, type StepRow, toOffer, toStep } from './offer-rows.ts';

// SQL: keeps the mapping of rows in one place, also in transactions that hold row locks.

/** Offers by id. One statement. Unknown ids are missing in the result. */
export async function findOffers(db: Queryable, ids: readonly string[]): Promise<Offer[]> {
  const { rows } = await db.query<OfferRow>({
    name: 'offers-by-id',
    text: `SELECT ${offerColumns} FROM offer f WHERE f.id = ANY($1)`,
    values: [ids.filter((id) => isId('ofr', id))],
  });
  return rows.map(toOffer);
}

/** Offers, locked in the order of their ids until the end of the transaction. Unknown ids are missing in the result. */
export async function lockOffers(tx: Queryable, ids: readonly string[]): Promise<Offer[]> {
  const { rows } = await tx.query<OfferRow>({
    name: 'offers-lock',
    text: `SELECT ${offerColumns} FROM offer f WHERE f.id = ANY($1) ORDER BY f.id FOR UPDATE`,
    values: [ids],
  });
  return rows.map(toOffer);
}

/** The offers that orders use, locked in the order of their ids until the end of the transaction. */
export async function lockOffersOfOrders(tx: Queryable, orderIds: readonly string[]): Promise<Offer[]> {
  const { rows } = await tx.query<OfferRow>({
    name: 'offers-of-orders-lock',
    text: `SELECT ${offerColumns} FROM offer f WHERE f.order_id = ANY($1) ORDER BY f.id FOR UPDATE`,
    values: [orderIds],
  });
  return rows.map(toOffer);
}

/** The offers of a seller whose accepted price has not ended, locked in the order of their ids until the end of the transaction. */
export async function lockLastingOffers(tx: Queryable, sellerId: string, now: Date): Promise<Offer[]> {
  const { rows } = await tx.query<OfferRow>({
    name: 'offers-of-seller-lock',
    text: `SELECT ${offerColumns} FROM offer f WHERE f.seller_id = $1 AND f.status IN ('ACCEPTED', 'USED') AND f.valid_until > $2
      ORDER BY f.id FOR UPDATE`,
    values: [sellerId, now],
  });
  return rows.map(toOffer);
}

/** The open offer of a buyer for a product. Null without one. */
export async function findOpenOffer(
  db: Queryable,
  { buyerId, productId }: Pick<Offer, 'buyerId' | 'productId'>,
): Promise<Offer | null> {
  const { rows } = await db.query<OfferRow>({
    name: 'open-offer',
    text: `SELECT ${offerColumns} FROM offer f WHERE f.buyer_id = $1 AND f.product_id = $2 AND f.status IN ('OPEN', 'COUNTERED')`,
    values: [buyerId, productId],
  });
  return rows[0] === undefined ? null : toOffer(rows[0]);
}

/** Steps of offers, oldest first. One statement. */
export async function findStepsOf(db: Queryable, offerIds: readonly string[]): Promise<OfferStep[]> {
  const { rows } = await db.query<StepRow>({
    name: 'steps-of-offers',
    text: `SELECT offer_id, version, at, status, side, actor_kind, actor_id, unit_price_minor, message, automatic
      FROM offer_step WHERE offer_id = ANY($1) ORDER BY offer_id, version`,
    values: [offerIds],
  });
  return rows.map(toStep);
}

/** Filter of a list of offers. Null stands for no restriction. */
export interface OfferListFilter {
  buyerId: string | null;
  sellerIds: readonly string[] | null;
  storeId: string | null;
  productId: string | null;
  statuses: readonly OfferStatus[] | null;
}

/** A page of offers, newest first, with one more than the limit. One statement. */
export async function listOffers(
  db: Queryable,
  filter: OfferListFilter,
  page: Page<readonly [createdAt: Date, id: string]>,
): Promise<Offer[]> {
  const parameters = createParameters();
  const where: string[] = [];
  const addCondition = (value: unknown, sql: (placeholder: string) => string): void => {
    if (value !== null) where.push(sql(parameters.add(value)));
  };
  addCondition(filter.buyerId, (p) => `f.buyer_id = ${p}`);
  addCondition(filter.sellerIds, (p) => `f.seller_id = ANY(${p})`);
  addCondition(filter.storeId, (p) => `f.store_id = ${p}`);
  addCondition(filter.productId, (p) => `f.product_id = ${p}`);
  addCondition(filter.statuses, (p) => `f.status = ANY(${p})`);
  const rows = await keysetPage<OfferRow>(db, {
    select: offerColumns,
    from: 'offer f',
    where,
    parameters,
    key: ['f.created_at', 'f.id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toOffer);
}

/** Ids of offers whose time is over, without those of `except`: nobody answered, or the accepted price was not ordered. */
export async function findOverdueOffers(
  db: Queryable,
  kind: 'unanswered' | 'unordered',
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  const [dueAt, status] =
    kind === 'unanswered' ? ['expires_at', "status IN ('OPEN', 'COUNTERED')"] : ['valid_until', "status = 'ACCEPTED'"];
  const { rows } = await db.query<{ id: string }>({
    name: `overdue-offers-${kind}`,
    text: `SELECT id FROM offer WHERE ${status} AND ${dueAt} <= $1 AND id <> ALL($2) ORDER BY ${dueAt} LIMIT $3`,
    values: [now, except, limit],
  });
  return rows.map(({ id }) => id);
}
