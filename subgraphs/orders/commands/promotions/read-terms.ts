import { badUserInput } from '@soko/errors';
import { isId, type IdPrefix } from '@soko/ids';
import {
  nameField,
  readLine,
  readList,
  readPositiveMoney,
  readQuantity,
  requireChargeable,
  type WrittenMoney,
} from '@soko/input';
import type {
  PromotionActivation,
  PromotionGoods,
  PromotionKind,
  PromotionTerms,
} from '../../domain/promotions/promotion.ts';

type Maybe<Value> = Value | null | undefined;

/** What clients write about a new promotion. */
export interface WrittenTerms {
  title: string;
  kind: PromotionKind;
  activation: PromotionActivation;
  basisPoints?: Maybe<number>;
  amount?: Maybe<WrittenMoney>;
  maximumDiscount?: Maybe<WrittenMoney>;
  minimum?: Maybe<WrittenMoney>;
  buyQuantity?: Maybe<number>;
  getQuantity?: Maybe<number>;
  categoryIds?: Maybe<readonly string[]>;
  sellerIds?: Maybe<readonly string[]>;
  productIds?: Maybe<readonly string[]>;
  firstOrderOnly?: Maybe<boolean>;
  startsAt?: Maybe<Date>;
  endsAt?: Maybe<Date>;
  maxRedemptions?: Maybe<number>;
  maxPerPerson?: Maybe<number>;
  priority?: Maybe<number>;
  combinable?: Maybe<boolean>;
}

/** Numbers that the database keeps as integers. */
export const most = { redemptions: 1_000_000, perPerson: 1_000, pieces: 100, priority: 1_000, goods: 200 };

export const readTitle = (title: string): string => readLine(title, 'title', { max: 100 });

export const readCap = (value: Maybe<number>, field: 'maxRedemptions' | 'maxPerPerson'): number | null =>
  value == null
    ? null
    : readQuantity(value, field, { min: 1, max: field === 'maxRedemptions' ? most.redemptions : most.perPerson });

export const readPriority = (value: Maybe<number>): number =>
  readQuantity(value ?? 0, 'priority', { min: 0, max: most.priority });

function readIds(ids: Maybe<readonly string[]>, field: keyof PromotionGoods, prefix: IdPrefix): string[] {
  const read = readList(ids ?? [], field, { min: 0, max: most.goods });
  const wrong = read.findIndex((id) => !isId(prefix, id));
  if (wrong < 0) return [...new Set(read)].toSorted();
  const place = `${field}.${wrong}`;
  throw badUserInput(`${nameField(place)} must be an id that starts with \`${prefix}_\`.`, place);
}

/** Values that each kind needs; it takes no other one of them. */
const needs: Readonly<Record<PromotionKind, readonly ('basisPoints' | 'amount' | 'buyQuantity' | 'getQuantity')[]>> = {
  PERCENT: ['basisPoints'],
  FIXED: ['amount'],
  FREE_DELIVERY: [],
  BUY_X_GET_Y: ['buyQuantity', 'getQuantity', 'basisPoints'],
};

function requireTermsOfKind(written: WrittenTerms): void {
  for (const name of ['basisPoints', 'amount', 'buyQuantity', 'getQuantity'] as const) {
    const isNeeded = needs[written.kind].includes(name);
    const isGiven = written[name] != null;
    // The pieces that are given are free unless the input says otherwise.
    const isOptional = written.kind === 'BUY_X_GET_Y' && name === 'basisPoints';
    if (isNeeded && !isGiven && !isOptional)
      throw badUserInput(`\`${name}\` is required for the kind ${written.kind}.`, name);
    if (!isNeeded && isGiven) throw badUserInput(`\`${name}\` must be omitted for the kind ${written.kind}.`, name);
  }
}

function readPieces(written: WrittenTerms, name: 'buyQuantity' | 'getQuantity'): number | null {
  const value = written[name];
  return value == null ? null : readQuantity(value, name, { min: 1, max: most.pieces });
}

function readPart({ kind, basisPoints }: WrittenTerms): number | null {
  if (kind !== 'PERCENT' && kind !== 'BUY_X_GET_Y') return null;
  return readQuantity(basisPoints ?? 10_000, 'basisPoints', { min: 1, max: 10_000 });
}

function readAmounts(written: WrittenTerms) {
  const read = (value: Maybe<WrittenMoney>, field: string) =>
    value == null ? null : requireChargeable(readPositiveMoney(value, `${field}.amount`), `${field}.amount`);
  const amount = read(written.amount, 'amount');
  const maximum = read(written.maximumDiscount, 'maximumDiscount');
  const minimum = read(written.minimum, 'minimum');
  const currencies = new Set([amount, maximum, minimum].flatMap((money) => (money === null ? [] : [money.currency])));
  if (currencies.size > 1) throw badUserInput('All amounts of a promotion must have one currency.', 'minimum.currency');
  const [currency = null] = currencies;
  return {
    currency,
    amountMinor: amount?.amountMinor ?? null,
    maxDiscountMinor: maximum?.amountMinor ?? null,
    minimumMinor: minimum?.amountMinor ?? null,
  };
}

/** Refuses a window that is over before it begins, or already. */
export function requireWindow(startsAt: Date, endsAt: Date | null, now: Date): void {
  if (endsAt === null) return;
  if (endsAt <= startsAt) throw badUserInput('`endsAt` must be later than `startsAt`.', 'endsAt');
  if (endsAt <= now) throw badUserInput('`endsAt` must be in the future.', 'endsAt');
}

/** The terms of a new promotion that `sellerId` pays, or the platform. Throws BAD_USER_INPUT. */
export function readTerms(written: WrittenTerms, sellerId: string | null, now: Date): PromotionTerms {
  requireTermsOfKind(written);
  const startsAt = written.startsAt ?? now;
  const endsAt = written.endsAt ?? null;
  requireWindow(startsAt, endsAt, now);
  if (sellerId !== null && written.sellerIds != null && written.sellerIds.length > 0) {
    throw badUserInput('`sellerIds` must be omitted when a seller pays: it is for their own goods.', 'sellerIds');
  }
  return {
    title: readTitle(written.title),
    kind: written.kind,
    activation: written.activation,
    paidBy: sellerId === null ? 'PLATFORM' : 'SELLER',
    sellerId,
    ...readAmounts(written),
    basisPoints: readPart(written),
    buyQuantity: readPieces(written, 'buyQuantity'),
    getQuantity: readPieces(written, 'getQuantity'),
    categoryIds: readIds(written.categoryIds, 'categoryIds', 'cat'),
    sellerIds: readIds(written.sellerIds, 'sellerIds', 'slr'),
    productIds: readIds(written.productIds, 'productIds', 'prd'),
    firstOrderOnly: written.firstOrderOnly ?? false,
    startsAt,
    endsAt,
    maxRedemptions: readCap(written.maxRedemptions, 'maxRedemptions'),
    maxPerPerson: readCap(written.maxPerPerson, 'maxPerPerson'),
    priority: readPriority(written.priority),
    combinable: written.combinable ?? false,
  };
}
