import { isId } from '@soko/ids';
import { alsoInApp, inAppText } from './in-app.ts';
import type { Draft, Message } from './message.ts';
import { normaliseAddress } from './normalise-address.ts';
import { isStale } from './is-stale.ts';
import { render } from './templates/render.ts';
import type { Block, Text } from './templates/text.ts';
import { kindOf } from './topics.ts';

/** The fields of an event that a message depends on. */
interface Cause {
  id: string;
  /** Time of the event, RFC 3339. */
  time: string;
  correlationId: string;
  /** Id of what the event is about. */
  subject?: string;
}

/** A message with its text, before it has an id and the text is sealed. */
export interface Composed extends Omit<Message, 'id' | 'sealedBody' | 'sealedContent'> {
  body: string;
  content: readonly Block[];
  /** Id of what it is about, such as an order's. Null for the account itself. */
  aboutId: string | null;
  correlationId: string;
  /** Event that causes it. Null for one that a job writes. */
  causationId: string | null;
  dedupeKey: string;
}

/** The account and its sessions have no page of their own. */
const ofAccount = /^(usr|ses|otp)_/;

const aboutIdOf = ({ subject }: Cause): string | null =>
  subject === undefined || ofAccount.test(subject) ? null : subject;

/** The text of a message in its channel. */
const asSent = (
  { channel }: Draft,
  { body, content }: Pick<Text, 'body' | 'content'>,
): Pick<Text, 'body' | 'content'> =>
  channel === 'IN_APP' ? { body: inAppText(content), content: [] } : { body, content };

/** Renders a draft. Null when the event is more than a week old, or the code or link has expired. */
export function compose(draft: Draft, cause: Cause, now: Date): Composed | null {
  if (isStale(cause.time, now) || (draft.expiresAt !== null && draft.expiresAt <= now)) return null;
  const { subject, locale, ...text } = render(draft.template, draft.locale, draft.data, draft.timeZone);
  // Nobody has to deliver it.
  const isInApp = draft.channel === 'IN_APP';
  return {
    userId: draft.userId,
    channel: draft.channel,
    to: isInApp ? draft.to : normaliseAddress(draft.to),
    template: draft.template,
    topic: kindOf(draft.template).topic,
    locale,
    subject,
    ...asSent(draft, text),
    aboutId: aboutIdOf(cause),
    status: isInApp ? 'SENT' : 'QUEUED',
    endReason: null,
    failures: 0,
    lastError: null,
    endedAt: null,
    correlationId: cause.correlationId,
    causationId: isId('evt', cause.id) ? cause.id : null,
    dedupeKey: `${draft.oncePer ?? cause.id}:${draft.channel}:${draft.template}`,
    expiresAt: draft.expiresAt,
    createdAt: now,
    sentAt: isInApp ? now : null,
  };
}

/** The messages of drafts, also those that their readers see in the app. */
export const composeAll = (drafts: readonly Draft[], cause: Cause, now: Date): Composed[] =>
  drafts
    .flatMap(alsoInApp)
    .map((draft) => compose(draft, cause, now))
    .filter((message) => message !== null);
