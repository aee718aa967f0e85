import type { QueryResolvers } from '../generated/graphql.ts';
import { visibleWallet } from './wallet.ts';

export const query: QueryResolvers = {
  wallet: (_, { id }, context) => visibleWallet(context, id),
};
