import type { ActiveSessionResolvers } from '../generated/graphql.ts';

export const activeSession: ActiveSessionResolvers = {
  current: ({ id }, _, { viewer }) => viewer.kind === 'user' && viewer.sessionId === id,
};
