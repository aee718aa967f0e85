import { mutation } from './mutation.ts';
import { outboxMessage } from './outbox-message.ts';
import { query } from './query.ts';

export const resolvers = { Query: query, Mutation: mutation, OutboxMessage: outboxMessage };
