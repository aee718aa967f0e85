import type { StatusChangeResolvers } from '../generated/graphql.ts';

export const statusChange: StatusChangeResolvers = {
  by: ({ actor }, _, { loaders }) => (actor.kind === 'user' && actor.id !== null ? loaders.user.load(actor.id) : null),
};
