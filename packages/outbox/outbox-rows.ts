import { badUserInput } from '@soko/errors';
import { changePersonalFields, type Envelope, maxEventBytes, topicOf } from '@soko/events';
import { isPersonalSeal } from '@soko/seal';

/**
 * The rows of events in the `outbox` table as a JSON array, with the column names that Debezium's outbox event router expects.
 * Save them in the transaction of the change, so that the events are certain to be published. Throws BAD_USER_INPUT for an
 * event that the event bus would refuse: the change it describes is then not saved either. Personal fields must be sealed, as
 * `tell` does.
 */
export const outboxRows = (events: readonly Envelope[]): string => `[${events.map(rowOf).join(',')}]`;

function rowOf(event: Envelope): string {
  const payload = JSON.stringify(event);
  requireFittingSize(event, Buffer.byteLength(payload));
  requireSeals(event);
  const { id, subject, type } = event;
  const columns = JSON.stringify({ id, aggregatetype: topicOf(type), aggregateid: subject, type });
  return `${columns.slice(0, -1)},"payload":${payload}}`;
}

function requireFittingSize(event: Envelope, bytes: number): void {
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
