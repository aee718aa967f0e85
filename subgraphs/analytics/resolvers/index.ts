import { query } from './query.ts';

export const resolvers = { Query: query };
