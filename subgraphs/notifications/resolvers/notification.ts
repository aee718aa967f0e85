import { unseal } from '@soko/seal';
import { bodySeal } from '../domain/message.ts';
import type { NotificationResolvers } from '../generated/graphql.ts';

export const notification: Pick<NotificationResolvers, 'text'> = {
  text: ({ sealedText }, _args, { sealKeys }) => unseal(sealKeys, bodySeal, sealedText),
};
