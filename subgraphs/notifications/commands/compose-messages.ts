import type { Envelope } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import { compose } from '../domain/compose.ts';
import { bodySeal, type Draft } from '../domain/message.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { saveMessagesOnce } from '../store/messages.ts';

/** Composes and saves the messages that an event calls for, once: the same event again changes nothing. */
export async function composeMessages(
  { db, sealKeys, now }: Pick<NotificationsServices, 'db' | 'sealKeys' | 'now'>,
  event: Envelope,
  drafts: readonly Draft[],
): Promise<void> {
  const at = now();
  const composed = drafts.map((draft) => compose(draft, event, at)).filter((message) => message !== null);
  const sealed = composed.map(({ body, ...message }) => ({
    ...message,
    id: newId('ntf'),
    sealedBody: seal(sealKeys, bodySeal, body),
  }));
  await saveMessagesOnce(db, group, event, sealed);
}
