/** JSON for a parameter of a statement; amounts in minor units travel as strings, since JSON has no bigint. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));

/** Adds events to the outbox, from a parameter that holds `outboxRows`. */
export const outboxInsert = (records: string): string =>
  `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
   SELECT e.id, e.aggregatetype, e.aggregateid, e.type, e.payload
   FROM jsonb_to_recordset(${records}) AS e (id text, aggregatetype text, aggregateid text, type text, payload jsonb)`;
