import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import { readQuantity } from '@soko/input';
import type { SellerNotActive } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { forbidsChanging } from '../domain/may-sell.ts';
import type { Product } from '../domain/product.ts';
import { mayManage } from '../domain/rights.ts';
import { loadProduct } from '../store/find-products.ts';
import { saveOfferTerms } from '../store/offer-terms.ts';

export interface SetOfferTermsInput {
  productId: string;
  acceptsOffers: boolean;
  minimumOfferBasisPoints?: number | null | undefined;
}

/** Says whether a product takes price offers of buyers. */
export async function setOfferTerms(
  context: ProductsContext,
  { productId, acceptsOffers, minimumOfferBasisPoints }: SetOfferTermsInput,
): Promise<Product | SellerNotActive> {
  const { viewer, pool, db, now, loaders } = context;
  requireScope(viewer, 'products:write');
  const minimumBasisPoints =
    minimumOfferBasisPoints == null
      ? null
      : readQuantity(minimumOfferBasisPoints, 'minimumOfferBasisPoints', { min: 1, max: 9_999 });
  const rights = await context.rights();
  const loaded = await loadProduct(pool, productId);
  if (loaded === null || !mayManage(rights, loaded.product)) throw notFound('The product');
  const forbidden = forbidsChanging(rights, loaded.sellerStatus);
  if (forbidden) return forbidden;
  await saveOfferTerms(db, { productId, acceptsOffers, minimumBasisPoints }, now());
  loaders.offerTerms.clear(productId);
  return loaded.product;
}
