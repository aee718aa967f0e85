import type { AddressResolvers } from '../generated/graphql.ts';
import type { ReferenceResolver } from './reference-resolver.ts';
import { seesPrivate } from './visible.ts';

export const address: AddressResolvers & ReferenceResolver = {
  async __resolveReference({ id }, context) {
    const found = await context.loaders.address.load(id);
    return found && seesPrivate(context, found.userId) ? found : null;
  },
};
