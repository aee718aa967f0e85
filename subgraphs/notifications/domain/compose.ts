import type { Draft, Message } from './message.ts';
import { normaliseAddress } from './normalise-address.ts';
import { isStale } from './is-stale.ts';
import { render } from './templates/render.ts';
import type { Block } from './templates/template-data.ts';
import { kindOf } from './topics.ts';

/** The fields of an event that a message depends on. */
interface Cause {
  id: string;
  /** Time of the event, RFC 3339. */
  time: string;
  correlationId: string;
}

/** A message with its text, before it has an id and the text is sealed. */
export interface Composed extends Omit<Message, 'id' | 'sealedBody' | 'sealedContent'> {
  body: string;
  content: readonly Block[];
  correlationId: string;
  dedupeKey: string;
}

/** Renders a draft. Null when the event is more than a week old, or the code or link has expired. */
export function compose(draft: Draft, cause: Cause, now: Date): Composed | null {
  if (isStale(cause.time, now) || (draft.expiresAt !== null && draft.expiresAt <= now)) return null;
  const { subject, body, content, locale } = render(draft.template, draft.locale, draft.data);
  return {
    userId: draft.userId,
    channel: draft.channel,
    to: normaliseAddress(draft.to),
    template: draft.template,
    topic: kindOf(draft.template).topic,
    locale,
    subject,
    body,
    content,
    status: 'QUEUED',
    endReason: null,
    failures: 0,
    lastError: null,
    endedAt: null,
    correlationId: cause.correlationId,
    dedupeKey: `${cause.id}:${draft.channel}:${draft.template}`,
    expiresAt: draft.expiresAt,
    createdAt: now,
    sentAt: null,
  };
}
