import type { Envelope } from '@soko/events';
import { composeAll } from '../domain/compose.ts';
import type { Draft } from '../domain/message.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { saveMessagesOnce } from '../store/save-messages.ts';
import { sealMessage } from './seal-message.ts';

type Services = Pick<NotificationsServices, 'pool' | 'sealKeys' | 'deliverSoon' | 'now'>;

/** An event, and the messages that it calls for. */
export interface EventDrafts {
  event: Envelope;
  drafts: readonly Draft[];
}

/** Composes and saves the messages of events, each once: the same event again changes nothing. Two statements at most. */
export async function composeTogether(
  { pool, sealKeys, deliverSoon, now }: Services,
  events: readonly EventDrafts[],
  inGroup: string,
): Promise<void> {
  const at = now();
  const composed = events
    .map(({ event, drafts }) => ({
      eventId: event.id,
      messages: composeAll(drafts, event, at).map((message) => sealMessage(sealKeys, message)),
    }))
    .filter(({ messages }) => messages.length > 0);
  if (composed.length === 0) return;
  await saveMessagesOnce(pool, inGroup, composed);
  deliverSoon();
}

/** Composes and saves the messages that an event calls for, once: the same event again changes nothing. */
export const composeMessages = (
  services: Services,
  event: Envelope,
  drafts: readonly Draft[],
  inGroup: string = group,
): Promise<void> => composeTogether(services, [{ event, drafts }], inGroup);
