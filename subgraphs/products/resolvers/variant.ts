import { toGraphMoney } from '@soko/money';
import type { ProductsContext } from '../context.ts';
import type { ProductSummary, Variant } from '../domain/product.ts';
import { mayManage } from '../domain/rights.ts';
import type { VariantResolvers } from '../generated/graphql.ts';
import { visibleProduct } from './visible-product.ts';

/** A variant is as visible as its product. */
async function visibleVariant({ id }: { id: string }, context: ProductsContext): Promise<Variant | null> {
  const found = await context.loaders.variant.load(id);
  return found !== null && (await visibleProduct(context, found.productId)) !== null ? found : null;
}

/** The seller, their store and support see the goods that buyers pay for. */
async function mayManageVariant({ productId }: Variant, { loaders, rights }: ProductsContext): Promise<boolean> {
  const found = await loaders.product.load(productId);
  const viewers = await rights();
  return found !== null && (viewers.seesAll || mayManage(viewers, found.product));
}

export const variant: VariantResolvers & { __resolveReference: unknown } = {
  __resolveReference: visibleVariant,
  options: ({ options }) => [...options],
  price: ({ price }) => toGraphMoney(price),
  compareAt: ({ compareAt }) => compareAt && toGraphMoney(compareAt),
  furtherPrices: ({ furtherPrices }) => furtherPrices.map(toGraphMoney),
  digitalFiles: async (parent, _, context) =>
    (await mayManageVariant(parent, context)) ? [...(await context.loaders.digitalFilesOf.load(parent.id))] : null,
  licenceKeys: async (parent, _, context) =>
    (await mayManageVariant(parent, context)) ? context.loaders.keyCountOf.load(parent.id) : null,
  // A variant is only reached through its product, so the product exists and the viewer may see it.
  product: async ({ productId }, _, { loaders }): Promise<ProductSummary> =>
    (await loaders.product.load(productId))!.product,
};
