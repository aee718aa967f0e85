import { notFound } from '@soko/errors';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import type { Product, Variant } from '../domain/product.ts';
import type { Refusal, SellerNotActive, SkuTaken } from '../domain/refusals.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';

/** The variant to change, and the version that its product must have. */
export interface VariantTarget {
  variantId: string;
  expectedVersion?: number | null | undefined;
}

/** The product of a variant as the target of a change. NOT_FOUND if the variant does not exist. */
export async function productOfVariant(
  { loaders }: ProductsContext,
  { variantId, expectedVersion }: VariantTarget,
): Promise<ProductTarget> {
  const variant = await loaders.variant.load(variantId);
  if (variant === null) throw notFound('The variant');
  return { productId: variant.productId, expectedVersion, calledThe: 'The variant' };
}

/** Changes a product and returns one of its variants. Saving may meet a SKU that is taken. */
export async function changeOwnVariant<Refused extends Refusal>(
  context: ProductsContext,
  target: ProductTarget,
  variantId: string,
  decide: (product: Product) => Product | Refused,
): Promise<Variant | Refused | SellerNotActive | SkuTaken> {
  const outcome: Product | Refusal = await changeOwnProduct(context, target, decide);
  if (isRefusal(outcome)) return outcome as Refused;
  return outcome.variants.find(({ id }) => id === variantId)!;
}
