import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';
import { type Topic, topics } from './topics.ts';

const purpose = 'unsubscribe';

/** What a link to unsubscribe says: who no longer wants mail about what. */
export interface Unsubscription {
  /** See `readerIdOf`. */
  readerId: string;
  topic: Topic;
  /** Language of the mail, for the page. */
  language: string;
  /** The mail with the link. */
  messageId: string;
}

/**
 * The token of a link to unsubscribe. It is sealed: nobody can make one, or read from it whom the mail went to. It stays valid,
 * because mails are kept; all that it can do is to turn mail off.
 */
export const unsubscribeToken = (keys: Keys, { readerId, topic, language, messageId }: Unsubscription): string =>
  seal(keys, purpose, [readerId, topic, language, messageId].join(' '));

/** What a token says. Null for one that was not made here. */
export function readUnsubscribeToken(keys: Keys, token: string): Unsubscription | null {
  try {
    const [readerId, topic, language, messageId] = unseal(keys, purpose, token).split(' ');
    const known = topics.find((each) => each === topic);
    if (readerId === undefined || language === undefined || messageId === undefined || known === undefined) return null;
    return { readerId, topic: known, language, messageId };
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
