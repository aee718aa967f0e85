import { type Envelope, topicOf } from '@soko/events';

/** A row of the `outbox` table, with the column names Debezium's outbox event router expects. */
export interface OutboxRow {
  id: string;
  aggregatetype: string;
  aggregateid: string;
  type: string;
  payload: object;
}

/** The rows that, saved in the transaction of a change, make its events certain to be published. */
export const outboxRows = (events: readonly Envelope[]): OutboxRow[] =>
  events.map((event) => ({
    id: event.id,
    aggregatetype: topicOf(event.type),
    aggregateid: event.subject,
    type: event.type,
    payload: event as object,
  }));
