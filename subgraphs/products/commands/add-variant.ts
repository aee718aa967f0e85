import { newId } from '@soko/ids';
import type { ProductsContext } from '../context.ts';
import { appendVariant } from '../domain/product-variants.ts';
import type { VariantInput } from '../domain/read-variant.ts';
import { changeOwnVariant } from './change-own-variant.ts';
import type { ProductTarget } from './change-product.ts';

/** Adds a variant after the existing variants of a product. */
export async function addVariant(context: ProductsContext, input: ProductTarget & { variant: VariantInput }) {
  const id = newId('var');
  return changeOwnVariant(context, input, id, (product) => appendVariant(product, input.variant, id));
}
