import { badUserInput, isCallersMistake } from '@soko/errors';
import { readQuantity, type WrittenMoney } from '@soko/input';
import { chargeableStep, type Money, toGraphMoney } from '@soko/money';
import { isRefusal } from '@soko/refusals';
import { editProduct } from './edit-product.ts';
import { readTags } from './new-product.ts';
import { forbidsStep, toPaused, toPublished } from './product-status.ts';
import { changeVariant, type VariantChanges } from './product-variants.ts';
import type { Product, ProductCondition, Variant } from './product.ts';
import { readPrice } from './read-variant.ts';
import {
  productChangeInvalid,
  type ProductChangeInvalid,
  type ProductIncomplete,
  type ProductNotFound,
  type SellerNotActive,
  type WrongProductStatus,
} from './refusals.ts';

/** Most products of one call. */
export const maxEdited = 200;

/** What became of one product. A type, because it is kept as JSON. */
export type EditedProduct = {
  productId: string;
  changed: boolean;
  refusal: EditRefusal | ProductNotFound | SellerNotActive | null;
};

export type EditRefusal = WrongProductStatus | ProductIncomplete | ProductChangeInvalid;

/** Changes as a client gives them. */
export interface BulkEditInput {
  price?: { set?: WrittenMoney | null | undefined; changeBasisPoints?: number | null | undefined } | null | undefined;
  removeCompareAt?: boolean | null | undefined;
  categoryId?: string | null | undefined;
  condition?: ProductCondition | null | undefined;
  addTags?: readonly string[] | null | undefined;
  removeTags?: readonly string[] | null | undefined;
  status?: StatusChange | null | undefined;
}

export type StatusChange = 'PUBLISH' | 'PAUSE';

type PriceChange = { set: Money } | { basisPoints: number };

/** Valid changes, the same for every product. Null leaves a value as it is. */
export interface BulkChanges {
  price: PriceChange | null;
  removesCompareAt: boolean;
  categoryId: string | null;
  condition: ProductCondition | null;
  addedTags: readonly string[];
  removedTags: readonly string[];
  status: StatusChange | null;
}

/** From almost nothing to eleven times the price. */
const basisPointBounds = { min: -9_999, max: 100_000 };

function readPriceChange({ set, changeBasisPoints }: NonNullable<BulkEditInput['price']>): PriceChange {
  if ((set == null) === (changeBasisPoints == null))
    throw badUserInput('Pass either `set` or `changeBasisPoints`.', 'price');
  if (set != null) return { set: readPrice(set, 'price.set') };
  const basisPoints = readQuantity(changeBasisPoints!, 'price.changeBasisPoints', basisPointBounds);
  if (basisPoints === 0) throw badUserInput('The change must not be 0.', 'price.changeBasisPoints');
  return { basisPoints };
}

/** Reads the changes. Throws BAD_USER_INPUT for values that fit no product, and without a change. */
export function readBulkChanges(input: BulkEditInput): BulkChanges {
  const addedTags = readTags(input.addTags ?? [], 'addTags');
  const removedTags = readTags(input.removeTags ?? [], 'removeTags');
  if (addedTags.some((tag) => removedTags.includes(tag)))
    throw badUserInput('A tag cannot be added and removed.', 'removeTags');
  const changes: BulkChanges = {
    price: input.price == null ? null : readPriceChange(input.price),
    removesCompareAt: input.removeCompareAt ?? false,
    categoryId: input.categoryId ?? null,
    condition: input.condition ?? null,
    addedTags,
    removedTags,
    status: input.status ?? null,
  };
  const { price, removesCompareAt, categoryId, condition, status } = changes;
  const isEmpty = [price, categoryId, condition, status].every((each) => each === null) && !removesCompareAt;
  if (isEmpty && addedTags.length + removedTags.length === 0)
    throw badUserInput('Pass at least one change.', 'productIds');
  return changes;
}

/** The amount after a change in hundredths of a percent, rounded half up to what can be charged. */
export function changedBy({ amountMinor, currency }: Money, basisPoints: number): Money {
  const unit = 10_000n * chargeableStep(currency);
  const exact = amountMinor * BigInt(10_000 + basisPoints);
  return { amountMinor: ((2n * exact + unit) / (2n * unit)) * chargeableStep(currency), currency };
}

/** Changes of one variant as `updateVariant` takes them. */
function variantChanges(variant: Variant, product: Product, { price, removesCompareAt }: BulkChanges): VariantChanges {
  const compareAt = removesCompareAt ? { compareAt: null } : {};
  if (price === null) return compareAt;
  if ('set' in price) {
    if (price.set.currency !== product.priceRange?.currency)
      throw badUserInput(`The product is priced in ${product.priceRange?.currency}.`, 'price.currency');
    return { ...compareAt, price: toGraphMoney(price.set) };
  }
  const changed = (money: Money): WrittenMoney => toGraphMoney(changedBy(money, price.basisPoints));
  return { ...compareAt, price: changed(variant.price), furtherPrices: variant.furtherPrices.map(changed) };
}

/** A value that a single edit refuses as BAD_USER_INPUT is a refusal of one product here: it must not affect others. */
function orInvalid<Result>(work: () => Result, variantId: string | null): Result | ProductChangeInvalid {
  try {
    return work();
  } catch (error) {
    if (!isCallersMistake(error)) throw error;
    const { message, extensions } = error as { message: string; extensions: { field?: string } };
    return productChangeInvalid(message, extensions.field ?? '', variantId);
  }
}

function withPrices(product: Product, changes: BulkChanges): Product | EditRefusal {
  if (changes.price === null && !changes.removesCompareAt) return product;
  let changed = product;
  for (const variant of product.variants) {
    const next = orInvalid(
      () => changeVariant(changed, variant.id, variantChanges(variant, product, changes)),
      variant.id,
    );
    if (isRefusal(next)) return next;
    changed = next;
  }
  return changed;
}

function withDetails(product: Product, changes: BulkChanges): Product | EditRefusal {
  const { categoryId, condition, addedTags, removedTags } = changes;
  const hasTags = addedTags.length + removedTags.length > 0;
  const tags = hasTags ? [...product.tags.filter((tag) => !removedTags.includes(tag)), ...addedTags] : undefined;
  const details = { categoryId: categoryId ?? undefined, condition: condition ?? undefined, tags };
  return orInvalid(() => editProduct(product, details), null);
}

/** A product that has the status already is not refused for it: the products of a batch differ. */
function withStatus(
  product: Product,
  { status }: BulkChanges,
  { now, withoutGoods }: { now: Date; withoutGoods: readonly string[] },
): Product | EditRefusal {
  if (status === 'PAUSE' && product.status !== 'PAUSED') return toPaused(product);
  if (status !== 'PUBLISH' || product.status === 'ACTIVE' || product.status === 'SOLD_OUT') return product;
  const own = product.type === 'DIGITAL' ? product.variants.filter(({ id }) => withoutGoods.includes(id)) : [];
  return toPublished(
    product,
    now,
    own.map(({ id }) => id),
  );
}

/**
 * The product with all changes, or the refusal of the first one that its rules forbid: those of `updateProduct`,
 * `updateVariant`, `publishProduct` and `pauseProduct`. `withoutGoods`: variants of the batch without something to hand over.
 */
export function editInBulk(
  product: Product,
  changes: BulkChanges,
  facts: { now: Date; withoutGoods: readonly string[] },
): Product | EditRefusal {
  const forbidden = forbidsStep(product.status, 'edit');
  if (forbidden) return forbidden;
  const priced = withPrices(product, changes);
  if (isRefusal(priced)) return priced;
  const edited = withDetails(priced, changes);
  return isRefusal(edited) ? edited : withStatus(edited, changes, facts);
}
