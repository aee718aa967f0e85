import type { ApiKeyResolvers } from '../generated/graphql.ts';

export const apiKey: ApiKeyResolvers = {
  prefix: ({ prefix }) => `soko_${prefix}`,
  createdBy: async ({ createdBy: id }, _, { loaders }) => {
    const user = await loaders.user.load(id);
    if (user === null) throw new Error(`User ${id} of an API key is not saved.`);
    return user;
  },
};
