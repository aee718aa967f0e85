import type { ProductsContext } from '../context.ts';
import { maySeeUnlisted } from '../domain/may-see.ts';
import type { ProductSummary } from '../domain/product.ts';
import type { FoundProduct } from '../store/find-products.ts';

/** The product if it is on sale or the viewer may see it anyway, otherwise null. */
export async function ifVisible(
  { rights }: Pick<ProductsContext, 'rights'>,
  found: FoundProduct | null,
): Promise<ProductSummary | null> {
  if (found === null) return null;
  return found.listed || maySeeUnlisted(await rights(), found.product) ? found.product : null;
}

/** The product with this id if the viewer may see it, otherwise null. Every resolver of a single product uses this. */
export const visibleProduct = async (context: ProductsContext, id: string): Promise<ProductSummary | null> =>
  ifVisible(context, await context.loaders.product.load(id));
