import type { Queryable } from '@soko/postgres';

async function lock(tx: Queryable, userId: string): Promise<void> {
  // SQL: an advisory lock, because there may be no row yet.
  await tx.query({
    name: 'chain-lock-person',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('soko.chain.wallets.' || $1::text, 0))`,
    values: [userId],
  });
}

/**
 * Makes others wait who save something of a person, until the transaction ends. False when the person is erased: nothing of
 * theirs may be saved any more.
 */
export async function lockPerson(tx: Queryable, userId: string): Promise<boolean> {
  await lock(tx, userId);
  // A statement of its own: it sees what was committed while the lock was waited for.
  const { rowCount } = await tx.query({
    name: 'chain-is-erased',
    text: 'SELECT FROM erased_person WHERE id = $1',
    values: [userId],
  });
  return rowCount === 0;
}

const erasures = `hashtextextended('soko.chain.erasures', 0)`;

/** Makes erasures wait until the transaction ends, for one that saves something of many people. */
export async function holdErasures(tx: Queryable): Promise<void> {
  await tx.query({ name: 'chain-hold-erasures', text: `SELECT pg_advisory_xact_lock_shared(${erasures})` });
}

/** Those of some people who are erased. Run `holdErasures` before. */
export async function findErased(tx: Queryable, userIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'chain-find-erased',
    text: 'SELECT id FROM erased_person WHERE id = ANY($1)',
    values: [userIds],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Notes that a person is erased, and makes those wait who save something of them. A repeat changes nothing. */
export async function markErased(tx: Queryable, userId: string, at: Date): Promise<void> {
  await tx.query({ name: 'chain-begin-erasure', text: `SELECT pg_advisory_xact_lock(${erasures})` });
  await lock(tx, userId);
  await tx.query({
    name: 'chain-mark-erased',
    text: 'INSERT INTO erased_person (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    values: [userId, at],
  });
}
