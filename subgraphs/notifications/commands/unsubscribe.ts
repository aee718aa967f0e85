import { inTransaction } from '@soko/postgres';
import type { Topic } from '../domain/topics.ts';
import { isMandatory } from '../domain/preference.ts';
import { readUnsubscribeToken } from '../domain/unsubscribe-token.ts';
import type { NotificationsServices } from '../services.ts';
import { savePreference } from '../store/preferences.ts';

/**
 * Stops mail about the topic of a link, for its reader. The token is the only credential, and a repeat changes nothing. Null
 * for a token that was not made here. For an erased person nothing is saved: no mail is sent to them any more.
 */
export async function unsubscribe(
  { pool, sealKeys, now }: Pick<NotificationsServices, 'pool' | 'sealKeys' | 'now'>,
  token: string,
): Promise<{ topic: Topic; language: string } | null> {
  const said = readUnsubscribeToken(sealKeys, token);
  if (said === null || isMandatory(said.topic)) return null;
  const { readerId, topic, language, messageId } = said;
  const choice = { readerId, topic, channel: 'EMAIL', enabled: false } as const;
  await inTransaction(pool, (tx) => savePreference(tx, choice, { via: 'LINK', messageId, now: now() }));
  return { topic, language };
}
