import { outboxMessage } from './outbox-message.ts';
import { query } from './query.ts';

export const resolvers = { Query: query, OutboxMessage: outboxMessage };
