import { badUserInput } from '@soko/errors';
import { changePersonalFields, type Envelope, maxEventBytes, topicOf } from '@soko/events';
import { isPersonalSeal } from '@soko/seal';

/** A row of the `outbox` table, with the column names Debezium's outbox event router expects. */
export interface OutboxRow {
  id: string;
  aggregatetype: string;
  aggregateid: string;
  type: string;
  payload: object;
}

/**
 * The outbox rows of events. Save them in the transaction of the change, so that the events are certain to be published.
 * Throws BAD_USER_INPUT for an event that the event bus would refuse: the change it describes is then not saved either.
 * Personal fields must be sealed, as `tell` does.
 */
export const outboxRows = (events: readonly Envelope[]): OutboxRow[] =>
  events.map((event) => {
    requireFittingSize(event);
    requireSeals(event);
    return {
      id: event.id,
      aggregatetype: topicOf(event.type),
      aggregateid: event.subject,
      type: event.type,
      payload: event,
    };
  });

function requireFittingSize(event: Envelope): void {
  const bytes = Buffer.byteLength(JSON.stringify(event));
  if (bytes <= maxEventBytes) return;
  throw badUserInput(
    `This change is too large: its event ${event.type} has ${bytes} bytes, and at most ${maxEventBytes} are allowed. Send less text or fewer items.`,
    'input',
  );
}

function requireSeals(event: Envelope): void {
  changePersonalFields(event, (value) => {
    if (!isPersonalSeal(value))
      throw new Error(`A personal field of ${event.type} is not sealed. Save it with tell().`);
    return value;
  });
}
