import type { Envelope } from '@soko/events';
import { compose } from '../domain/compose.ts';
import type { Draft } from '../domain/message.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { saveMessagesOnce } from '../store/messages.ts';
import { sealMessage } from './seal-message.ts';

/** Composes and saves the messages that an event calls for, once: the same event again changes nothing. */
export async function composeMessages(
  { db, sealKeys, deliverSoon, now }: Pick<NotificationsServices, 'db' | 'sealKeys' | 'deliverSoon' | 'now'>,
  event: Envelope,
  drafts: readonly Draft[],
  inGroup: string = group,
): Promise<void> {
  const at = now();
  const composed = drafts.map((draft) => compose(draft, event, at)).filter((message) => message !== null);
  const sealed = composed.map((message) => sealMessage(sealKeys, message));
  await saveMessagesOnce(db, inGroup, event, sealed);
  if (sealed.length > 0) deliverSoon();
}
