import type { ChainContext } from '../context.ts';
import { metadataUrl } from '../domain/metadata.ts';
import type { TokenResolvers } from '../generated/graphql.ts';

export const token: TokenResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, { loaders }: ChainContext) => loaders.token.load(id),
  collection: async ({ collectionId }, _, { loaders }) => (await loaders.collection.load(collectionId))!,
  async product({ id }, _, { loaders }) {
    const bound = await loaders.boundToToken.load(id);
    return bound && { id: bound.productId };
  },
  metadataUrl: (parent, _, { publicUrl }) => metadataUrl(publicUrl, parent),
};
