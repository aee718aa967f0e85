import type { Keys } from '@soko/env/keys';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import type { Composed } from '../domain/compose.ts';
import { bodySeal } from '../domain/message.ts';
import type { NewMessage } from '../store/messages.ts';

/** A composed message as it is saved: with an id, and with its texts sealed. */
export const sealMessage = (sealKeys: Keys, { body, content, ...message }: Composed): NewMessage => ({
  ...message,
  id: newId('ntf'),
  sealedBody: seal(sealKeys, bodySeal, body),
  sealedContent: content.length === 0 ? null : seal(sealKeys, bodySeal, JSON.stringify(content)),
});
