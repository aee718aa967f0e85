import type { ProductsContext } from '../context.ts';
import { editProduct, type ProductChanges } from '../domain/edit-product.ts';
import { rejectNulls } from '../domain/reject-nulls.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';
import { requireCategory } from './require-category.ts';

type UpdateProductInput = ProductTarget & {
  [Field in keyof ProductChanges]?: ProductChanges[Field] | null | undefined;
};

/** Changes the given fields of a product. */
export async function updateProduct(
  context: ProductsContext,
  { productId, expectedVersion, ...given }: UpdateProductInput,
) {
  const changes = rejectNulls<ProductChanges>(given);
  return changeOwnProduct(context, { productId, expectedVersion }, async (product) => {
    const { categoryId } = changes;
    if (categoryId !== undefined && categoryId !== product.categoryId) await requireCategory(context, categoryId);
    return editProduct(product, changes);
  });
}
