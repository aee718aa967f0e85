import type { ApiKeyResolvers } from '../generated/graphql.ts';

export const apiKey: ApiKeyResolvers = {
  prefix: ({ prefix }) => `soko_${prefix}`,
};
