import type { Draft, Message } from './message.ts';
import { normaliseAddress } from './normalise-address.ts';
import { render } from './templates/render.ts';

/** What of an event a message remembers. */
interface Cause {
  id: string;
  correlationId: string;
}

/** A message put into words, before it has an id and its text is sealed. */
export interface Composed extends Omit<Message, 'id' | 'sealedBody'> {
  body: string;
  correlationId: string;
  dedupeKey: string;
}

/** Puts `draft` into words. Null when its code or link has expired meanwhile: it would only mislead. */
export function compose(draft: Draft, cause: Cause, now: Date): Composed | null {
  if (draft.expiresAt !== null && draft.expiresAt <= now) return null;
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
