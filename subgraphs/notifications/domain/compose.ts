import type { Draft, Message } from './message.ts';
import { normaliseAddress } from './normalise-address.ts';
import { isStale } from './is-stale.ts';
import { render } from './templates/render.ts';

/** What of an event decides about a message. */
interface Cause {
  id: string;
  /** When it happened, RFC 3339. */
  time: string;
  correlationId: string;
}

/** A message put into words, before it has an id and its text is sealed. */
export interface Composed extends Omit<Message, 'id' | 'sealedBody'> {
  body: string;
  correlationId: string;
  dedupeKey: string;
}

/** Puts `draft` into words. Null when its cause is stale, or its code or link has expired: it would only mislead. */
export function compose(draft: Draft, cause: Cause, now: Date): Composed | null {
  if (isStale(cause.time, now) || (draft.expiresAt !== null && draft.expiresAt <= now)) return null;
  const { subject, body, locale } = render(draft.template, draft.locale, draft.data);
  return {
    userId: draft.userId,
    channel: draft.channel,
    to: normaliseAddress(draft.to),
    template: draft.template,
    locale,
    subject,
    body,
    status: 'QUEUED',
    correlationId: cause.correlationId,
    dedupeKey: `${cause.id}:${draft.channel}:${draft.template}`,
    expiresAt: draft.expiresAt,
    createdAt: now,
    sentAt: null,
  };
}
