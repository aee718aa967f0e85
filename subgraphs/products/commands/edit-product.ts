import { badUserInput } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import { editProduct, type ProductChanges } from '../domain/edit-product.ts';
import { changeOwnProduct, type Target } from './change-product.ts';
import { requireCategory } from './create-product.ts';

type Written<Changes> = { [Field in keyof Changes]?: Changes[Field] | null | undefined };

/** Null is not "leave it": a field that a product cannot be without refuses it. */
export function withoutNulls<Changes extends object>(written: Written<Changes>): Changes {
  for (const [field, value] of Object.entries(written)) {
    if (value === null) throw badUserInput('It cannot be null. Leave it out to keep what is there.', field);
  }
  return written as Changes;
}

/** Changes what is given of a product. */
export async function updateProduct(
  context: ProductsContext,
  { productId, expectedVersion, ...written }: Target & Written<ProductChanges>,
) {
  const changes = withoutNulls<ProductChanges>(written);
  return changeOwnProduct(context, { productId, expectedVersion }, async (product) => {
    const { categoryId } = changes;
    if (categoryId !== undefined && categoryId !== product.categoryId) await requireCategory(context, categoryId);
    return editProduct(product, changes);
  });
}
