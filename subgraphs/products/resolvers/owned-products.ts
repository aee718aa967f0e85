import { type Connection, type PageArguments, readPage } from '@soko/pagination';
import type { ProductsContext } from '../context.ts';
import { productPositions, type ProductSort } from '../domain/product-sort.ts';
import type { ProductSummary } from '../domain/product.ts';
import type { OwnerKind } from '../store/walk-products.ts';
import { connectionOf } from './listed-products.ts';

/** A page of the products on sale of a category, a seller or a store: one statement for all owners in a request. */
export async function ownedProducts(
  kind: OwnerKind,
  ownerId: string,
  args: PageArguments & { sort?: ProductSort | null | undefined },
  { loaders, categories }: Pick<ProductsContext, 'loaders' | 'categories'>,
): Promise<Connection<ProductSummary>> {
  const sort = args.sort == null || args.sort === 'RELEVANCE' ? 'NEWEST' : args.sort;
  const page = readPage(args, productPositions(sort));
  const rows = await loaders.productsOf.load({ kind, ownerId, sort, page });
  return connectionOf(rows, page, categories);
}
