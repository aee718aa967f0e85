import { unseal } from '@soko/seal';
import { bodySeal } from '../domain/message.ts';
import type { OutboxMessageResolvers } from '../generated/graphql.ts';

export const outboxMessage: Pick<OutboxMessageResolvers, 'body'> = {
  body: ({ sealedBody }, _args, { sealKeys }) => (sealedBody === null ? null : unseal(sealKeys, bodySeal, sealedBody)),
};
