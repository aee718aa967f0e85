import type { ProductsContext } from '../context.ts';
import { dropVariant } from '../domain/product-variants.ts';
import { productOfVariant, type VariantTarget } from './change-own-variant.ts';
import { changeOwnProduct } from './change-product.ts';

/** Removes a variant from its product and returns the product. */
export async function removeVariant(context: ProductsContext, target: VariantTarget) {
  const productTarget = await productOfVariant(context, target);
  return changeOwnProduct(context, productTarget, (product) => dropVariant(product, target.variantId));
}
