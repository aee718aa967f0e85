import { type Envelope, topicOf } from '@soko/events';

/** A row of the `outbox` table, with the column names Debezium's outbox event router expects. */
export interface OutboxRow {
  id: string;
  aggregatetype: string;
  aggregateid: string;
  type: string;
  payload: object;
}

/** The outbox rows of events. Save them in the transaction of the change, so that the events are certain to be published. */
export const outboxRows = (events: readonly Envelope[]): OutboxRow[] =>
  events.map((event) => ({
    id: event.id,
    aggregatetype: topicOf(event.type),
    aggregateid: event.subject,
    type: event.type,
    payload: event as object,
  }));
