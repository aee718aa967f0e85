import { type Envelope, type EventTrail, newEvent, notificationsNotification } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isMandatory, isWanted, readerIdOf } from '../domain/preference.ts';
import type { Topic } from '../domain/topics.ts';
import type { Channel } from '../domain/message.ts';
import type { NewMessage } from './messages.ts';

interface ChoiceRow {
  reader_id: string;
  topic: Topic;
  channel: Channel;
  enabled: boolean;
}

const choiceKey = (readerId: string, topic: Topic, channel: Channel): string => `${readerId} ${topic} ${channel}`;

/** Tells whether a reader wants a message. The choice is looked at again before the message is sent. */
async function readChoices(db: Queryable, messages: readonly NewMessage[]): Promise<(message: NewMessage) => boolean> {
  const optional = messages.filter(({ topic }) => !isMandatory(topic));
  if (optional.length === 0) return () => true;
  const { rows } = await db.query<ChoiceRow>({
    // SQL: every event that brings a mail.
    name: 'notifications-choices',
    text: 'SELECT reader_id, topic, channel, enabled FROM preference WHERE reader_id = ANY ($1)',
    values: [[...new Set(optional.map(readerIdOf))]],
  });
  const chosen = new Map(rows.map((row) => [choiceKey(row.reader_id, row.topic, row.channel), row.enabled]));
  return (message) =>
    isWanted(
      message.topic,
      message.channel,
      chosen.get(choiceKey(readerIdOf(message), message.topic, message.channel)) ?? null,
    );
}

/** A message that is kept, and not sent: the reader turned its topic off. */
const optedOut = (message: NewMessage): NewMessage => ({
  ...message,
  status: 'SKIPPED',
  endReason: 'OPTED_OUT',
  endedAt: message.createdAt,
  sentAt: null,
});

/** Tells clients that watch that a notification was added. It has no text: that is read with the rights of the client. */
function addedEvent({ id, userId, topic, template, createdAt, correlationId, causationId }: NewMessage): Envelope {
  const actor = { kind: 'service', id: 'notifications' } as const;
  const trail: EventTrail = { correlationId, causationId, actor, now: () => createdAt };
  const data = { userId: userId!, topic, template };
  return newEvent(notificationsNotification, 'added', { subject: id, sequence: 1, data }, trail);
}

/** The columns of a new message, with their types. */
const columns = {
  id: 'text',
  user_id: 'text',
  channel: 'text',
  recipient: 'text',
  template: 'text',
  topic: 'text',
  locale: 'text',
  subject: 'text',
  body: 'text',
  content: 'text',
  status: 'text',
  urgent: 'boolean',
  due_at: 'timestamptz',
  end_reason: 'text',
  ended_at: 'timestamptz',
  about_id: 'text',
  dedupe_key: 'text',
  correlation_id: 'text',
  expires_at: 'timestamptz',
  created_at: 'timestamptz',
  sent_at: 'timestamptz',
} as const;

const toRow = (message: NewMessage): Record<keyof typeof columns, unknown> => ({
  id: message.id,
  user_id: message.userId,
  channel: message.channel,
  recipient: message.to,
  template: message.template,
  topic: message.topic,
  locale: message.locale,
  subject: message.subject,
  body: message.sealedBody,
  content: message.sealedContent,
  status: message.status,
  urgent: message.expiresAt !== null,
  due_at: message.status === 'QUEUED' ? message.createdAt : null,
  end_reason: message.endReason,
  ended_at: message.endedAt,
  about_id: message.aboutId,
  dedupe_key: message.dedupeKey,
  correlation_id: message.correlationId,
  expires_at: message.expiresAt,
  created_at: message.createdAt,
  sent_at: message.sentAt,
});

const names = Object.keys(columns).join(', ');
const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);

/**
 * SQL: row locks, so that nobody is erased before the transaction ends, and the messages of many people in one statement, with
 * the events of those that are saved.
 */
const insert = (condition: string): string => `
  reader AS MATERIALIZED (
    SELECT user_id, email FROM contacts WHERE user_id = ANY ($2::text[]) ORDER BY user_id FOR SHARE
  ), saved AS (
  INSERT INTO notifications (${names})
  SELECT ${names} FROM json_to_recordset($1) AS message (event_id text, ${typed.join(', ')})
  WHERE ${condition}
    AND NOT EXISTS (SELECT FROM reader WHERE reader.user_id = message.user_id AND reader.email IS NULL)
  ORDER BY id
  ON CONFLICT (dedupe_key) DO NOTHING
  RETURNING id
  ) ${outboxInsert('$3')} WHERE event.aggregateid IN (SELECT id FROM saved)`;

const statements = {
  always: { name: 'notifications-save', text: `WITH ${insert('TRUE')}` },
  once: {
    name: 'notifications-save-once',
    text: `WITH fresh AS (
      INSERT INTO inbox (consumer, event_id) SELECT $4, id FROM unnest($5::text[]) AS event (id) ORDER BY id
      ON CONFLICT DO NOTHING RETURNING event_id
    ), ${insert('event_id IN (SELECT event_id FROM fresh)')}`,
  },
};

/** The messages that an event calls for. */
export interface EventMessages {
  eventId: string;
  messages: readonly NewMessage[];
}

/** The parameters of `insert`. */
async function valuesOf(
  db: Queryable,
  events: readonly EventMessages[],
): Promise<[rows: string, people: string[], added: string]> {
  const isWantedBy = await readChoices(
    db,
    events.flatMap(({ messages }) => messages),
  );
  const decided = events.flatMap(({ eventId, messages }) =>
    messages.map((message) => ({ eventId, message: isWantedBy(message) ? message : optedOut(message) })),
  );
  const rows = decided.map(({ eventId, message }) => ({ event_id: eventId, ...toRow(message) }));
  const people = decided.flatMap(({ message: { userId } }) => (userId === null ? [] : [userId]));
  const shown = decided.filter(({ message: { channel, status } }) => channel === 'IN_APP' && status === 'SENT');
  const added = outboxRows(shown.map(({ message }) => addedEvent(message)));
  return [JSON.stringify(rows), [...new Set(people)], added];
}

/** Saves messages, each once. Erased people get none; those that a person does not want end as `SKIPPED`. Publishes what is new in the app. */
export async function saveMessages(db: Queryable, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await db.query({ ...statements.always, values: await valuesOf(db, [{ eventId: '', messages }]) });
}

/**
 * Saves the messages of events, each once, unless `group` has handled an event before. Two statements for any number of
 * events, and one for messages that cannot be turned off.
 */
export async function saveMessagesOnce(db: Queryable, group: string, events: readonly EventMessages[]): Promise<void> {
  const values = await valuesOf(db, events);
  await db.query({ ...statements.once, values: [...values, group, events.map(({ eventId }) => eventId)] });
}
