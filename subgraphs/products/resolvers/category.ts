import type { ProductsContext } from '../context.ts';
import { type Category, nameIn } from '../domain/category.ts';
import type { CategoryResolvers } from '../generated/graphql.ts';
import { ownedProducts } from './owned-products.ts';

const loadAncestors = async (ids: readonly string[], { loaders }: ProductsContext): Promise<Category[]> =>
  (await Promise.all(ids.map((id) => loaders.category.load(id)))).filter((each) => each !== null);

export const category: CategoryResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, { loaders }: ProductsContext) => loaders.category.load(id),
  name: (parent, { locale }) => nameIn(parent, locale ?? null),
  imageUrl: ({ imageKey }, _, { media }) => (imageKey === null ? null : media.urlOf(imageKey)),
  depth: ({ path }) => path.length - 1,
  translations: ({ translations }) => Object.entries(translations).map(([locale, name]) => ({ locale, name })),
  parent: ({ parentId }, _, { loaders }) => (parentId === null ? null : loaders.category.load(parentId)),
  ancestors: ({ path }, _, context) => loadAncestors(path.slice(0, -1), context),
  children: async ({ id }, _, { loaders }) => [...(await loaders.childrenOf.load(id))],
  products: ({ id }, args, context) => ownedProducts('category', id, args, context),
};
