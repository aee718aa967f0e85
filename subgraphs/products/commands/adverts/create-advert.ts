import { type ApiKeyViewer, requireScope, type UserViewer } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { hashInput, readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ProductsContext } from '../../context.ts';
import { advertCreated } from '../../domain/adverts/advert-events.ts';
import type { Advert, AdvertPlacement } from '../../domain/adverts/advert.ts';
import { readTermChanges, requireSoundTerms, type TermsInput } from '../../domain/adverts/read-terms.ts';
import { tooManyAdverts, type TooManyAdverts } from '../../domain/adverts/refusals.ts';
import { forbidsChanging } from '../../domain/may-sell.ts';
import { forbidsStep } from '../../domain/product-status.ts';
import type { Product } from '../../domain/product.ts';
import {
  productIncomplete,
  type ProductIncomplete,
  type SellerNotActive,
  type WrongProductStatus,
} from '../../domain/refusals.ts';
import { mayManage } from '../../domain/rights.ts';
import { countOpenAdverts, findByKey } from '../../store/adverts/find-adverts.ts';
import { insertAdvert } from '../../store/adverts/save-adverts.ts';
import { loadProduct } from '../../store/find-products.ts';
import { requireCategories } from './require-categories.ts';

type CreateAdvertInput = TermsInput & {
  productId: string;
  placements: readonly AdvertPlacement[];
  costPerClick: NonNullable<TermsInput['costPerClick']>;
  totalBudget: NonNullable<TermsInput['totalBudget']>;
  idempotencyKey: string;
};

type Refused = SellerNotActive | WrongProductStatus | ProductIncomplete | TooManyAdverts;

/** Adverts of one seller that have not ended. Two requests at the same time may exceed it by one. */
const maxOpenAdverts = 500;

const ownerOf = (viewer: UserViewer | ApiKeyViewer): string => viewer.id;

/** Creates a draft of an advert for a product that the viewer manages. */
export async function createAdvert(
  context: ProductsContext,
  { idempotencyKey, ...input }: CreateAdvertInput,
): Promise<Advert | Refused> {
  const createdBy = ownerOf(requireScope(context.viewer, 'products:write'));
  const key = readIdempotencyKey(idempotencyKey);
  const inputHash = hashInput(input);
  const rights = await context.rights();
  const loaded = await loadProduct(context.pool, input.productId);
  if (loaded === null || !mayManage(rights, loaded.product)) throw notFound('The product');
  const first = await findByKey(context.pool, createdBy, key);
  if (first !== null) return firstResult(first, inputHash);
  const forbidden = forbidsChanging(rights, loaded.sellerStatus) ?? forbidsStep(loaded.product.status, 'edit');
  if (forbidden) return forbidden;
  const advert = newAdvert(loaded.product, input, context.now());
  if ('code' in advert) return advert;
  if (input.categoryIds != null) await requireCategories(context.pool, advert.categoryIds);
  return inTransaction(context.pool, async (tx) => {
    if ((await countOpenAdverts(tx, advert.sellerId)) >= maxOpenAdverts) return tooManyAdverts(maxOpenAdverts);
    const isNew = await insertAdvert(tx, advert, { createdBy, idempotencyKey: key, inputHash });
    if (!isNew) return firstResult((await findByKey(tx, createdBy, key))!, inputHash);
    await tell(tx, [advertCreated(advert, context.trail)]);
    return advert;
  });
}

function firstResult({ advert, inputHash }: { advert: Advert; inputHash: string }, hash: string): Advert {
  requireSameInput(inputHash, hash);
  return advert;
}

const defaultPriority = 5;

function newAdvert(product: Product, input: Omit<CreateAdvertInput, 'idempotencyKey'>, now: Date) {
  const { priceRange } = product;
  if (priceRange === null) return productIncomplete(['VARIANT'], []);
  const { placements, costPerClickMinor, totalBudgetMinor, ...changes } = readTermChanges(input, priceRange.currency);
  if (placements === undefined || costPerClickMinor === undefined || totalBudgetMinor === undefined) {
    throw badUserInput('The input lacks a required value.', 'input');
  }
  const terms = requireSoundTerms(
    {
      placements,
      costPerClickMinor,
      totalBudgetMinor,
      startsAt: changes.startsAt ?? now,
      endsAt: changes.endsAt ?? null,
      priority: changes.priority ?? defaultPriority,
      dailyBudgetMinor: changes.dailyBudgetMinor ?? null,
      keywords: changes.keywords ?? [],
      categoryIds: changes.categoryIds ?? (product.categoryId === null ? [] : [product.categoryId]),
    },
    now,
  );
  const advert: Advert = {
    ...terms,
    id: newId('adv'),
    sellerId: product.sellerId,
    storeId: product.storeId,
    productId: product.id,
    title: product.title,
    status: 'DRAFT',
    currency: priceRange.currency,
    spentMinor: 0n,
    spentDay: null,
    spentTodayMinor: 0n,
    version: 1,
    createdAt: now,
    updatedAt: now,
    endedAt: null,
  };
  return advert;
}
