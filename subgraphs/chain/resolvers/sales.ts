import { answer } from '@soko/subgraph';
import { bindProductToToken } from '../commands/bind-product.ts';
import { commitTokens, reserveTokens } from '../commands/hold-tokens.ts';
import { maySeeMints } from '../commands/require-store-role.ts';
import type { ChainContext } from '../context.ts';
import { monthAfter } from '../domain/mint.ts';
import type { MutationResolvers, OrderLineResolvers, ProductResolvers, StoreResolvers } from '../generated/graphql.ts';
import { visibleMint } from './mint.ts';

export const salesMutation: Pick<MutationResolvers, 'bindProductToToken' | 'reserveTokens' | 'commitTokens'> = {
  bindProductToToken: async (_, { input }, context) => answer('Token', await bindProductToToken(context, input)),
  reserveTokens: (_, { input }, context) => reserveTokens(context, input),
  commitTokens: (_, { input }, context) => commitTokens(context, input),
};

interface Reference {
  id: string;
}

export const product: ProductResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  async token({ id }, _, { loaders }) {
    const bound = await loaders.boundToProduct.load(id);
    return bound && loaders.token.load(bound.tokenId);
  },
};

export const orderLine: OrderLineResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  async mint({ id }, _, context: ChainContext) {
    const sale = await context.loaders.sale.load(id);
    return sale?.mintId == null ? null : visibleMint(context, sale.mintId);
  },
};

export const store: StoreResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  async mintUsage({ id }, _, context: ChainContext) {
    const usage = (await maySeeMints(context, id)) ? await context.loaders.mintUsage.load(id) : null;
    return usage && { ...usage, resetsAt: monthAfter(context.now()) };
  },
};
