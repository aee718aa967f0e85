import type { ProductsContext } from '../context.ts';
import type { ProductSummary } from '../domain/product.ts';
import { maySee } from '../domain/rights.ts';
import type { FoundProduct } from '../store/find-products.ts';

/** The product, if it is on sale or the viewer is one who may see it anyway. */
export async function ifVisible(
  { rights }: Pick<ProductsContext, 'rights'>,
  found: FoundProduct | null,
): Promise<ProductSummary | null> {
  if (found === null) return null;
  return found.listed || maySee(await rights(), found.product) ? found.product : null;
}

/** The product with this id as the viewer may see it, or null. Every way to a single product leads through here. */
export const visibleProduct = async (context: ProductsContext, id: string): Promise<ProductSummary | null> =>
  ifVisible(context, await context.loaders.product.load(id));
