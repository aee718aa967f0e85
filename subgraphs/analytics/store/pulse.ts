import type { Queryable } from '@soko/postgres';
import { minutesUntil } from '../domain/pulse/measures.ts';
import type { Pulse, PulseCount } from '../domain/pulse/pulse.ts';

/** What happened in the minutes until `now`, at most some hundred rows. One statement. */
export async function readPulse(db: Queryable, now: Date): Promise<Pulse> {
  const from = minutesUntil(now)[0]!;
  const { rows } = await db.query<Omit<PulseCount, 'amountMinor'> & { amount: string }>({
    name: 'pulse-counts-read',
    // SQL: read once a second.
    text: `SELECT minute, measure, nullif(currency, '') AS currency, count::int, amount::text FROM pulse_counts
      WHERE minute BETWEEN $1 AND $2 ORDER BY minute, measure, currency`,
    values: [from, now],
  });
  return { at: now, from, counts: rows.map(({ amount, ...rest }) => ({ ...rest, amountMinor: BigInt(amount) })) };
}

/** The last message about the pulse. `isDue` says whether the next one may follow, by the clock of the database. */
export async function findLastMessage(db: Queryable): Promise<{ digest: string; isDue: boolean } | null> {
  const { rows } = await db.query<{ digest: string; isDue: boolean }>({
    name: 'pulse-message-find',
    // SQL: compares with the clock that all processes share. A timer may be some milliseconds early.
    text: `SELECT digest, sent_at < clock_timestamp() - interval '950 milliseconds' AS "isDue" FROM pulse_message`,
  });
  return rows[0] ?? null;
}

export async function saveMessage(db: Queryable, digest: string): Promise<void> {
  await db.query({
    name: 'pulse-message-save',
    // SQL: takes the time from the clock that all processes share.
    text: `INSERT INTO pulse_message (id, digest, sent_at) VALUES (1, $1, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, sent_at = excluded.sent_at`,
    values: [digest],
  });
}
