import { userIdOf } from '@soko/auth';
import { unauthenticated } from '@soko/errors';
import type { QueryResolvers } from '../generated/graphql.ts';

export const query: QueryResolvers = {
  me(_, __, { viewer, loaders }) {
    const id = userIdOf(viewer);
    if (id === null) throw unauthenticated();
    return loaders.user.load(id);
  },
};
