import type { Envelope } from '@soko/events';
import { outboxRows } from '@soko/outbox';
import type { Queryable } from './insert-products.ts';
import { outboxInsert } from './product-json.ts';

/** Writes events into the outbox, in the transaction of what they tell of. */
export const tell = async (db: Queryable, events: readonly Envelope[]): Promise<void> => {
  await db.query(outboxInsert('$1'), [JSON.stringify(outboxRows(events))]);
};
