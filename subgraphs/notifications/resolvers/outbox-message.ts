import type { OutboxMessageResolvers } from '../generated/graphql.ts';

export const outboxMessage: Pick<OutboxMessageResolvers, 'body'> = {
  body: ({ sealedBody }, _args, { openBody }) => (sealedBody === null ? null : openBody(sealedBody)),
};
