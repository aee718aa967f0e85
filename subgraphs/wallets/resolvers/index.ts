import type { Resolvers } from '../generated/graphql.ts';
import { mutation } from './mutation.ts';
import { query } from './query.ts';
import { wallet } from './wallet.ts';

export const resolvers: Resolvers = { Query: query, Mutation: mutation, Wallet: wallet };
