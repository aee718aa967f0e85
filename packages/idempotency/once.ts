import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import { hashInput, requireSameInput } from './hash-input.ts';

/** What a command may return, so that a repeat gets the very same: keep an id rather than a row with dates. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Command {
  /** Who sends the command, such as a user's id: keys of different owners are different keys. */
  owner: string;
  /** As `readIdempotencyKey` returns it. */
  key: string;
  /** Everything that makes this another command than the last one, its name included. */
  input: unknown;
}

interface Running {
  hash: string;
  result: Promise<Json>;
}

/** Commands that run in this process, by pool. A repeat waits here, where it occupies no connection. */
const running = new WeakMap<pg.Pool, Map<string, Running>>();

function runningOn(pool: pg.Pool): Map<string, Running> {
  const known = running.get(pool) ?? new Map<string, Running>();
  running.set(pool, known);
  return known;
}

interface Answered {
  input_hash: string;
  answer: { result: Json };
}

async function findAnswer(db: Queryable, owner: string, key: string): Promise<Answered | null> {
  const { rows } = await db.query<Answered>({
    name: 'idempotency-find',
    text: 'SELECT input_hash, answer FROM idempotency WHERE owner = $1 AND key = $2',
    values: [owner, key],
  });
  return rows[0] ?? null;
}

async function firstResult(tx: Queryable, owner: string, key: string, hash: string): Promise<Json> {
  const { input_hash: savedHash, answer } = (await findAnswer(tx, owner, key))!;
  requireSameInput(savedHash, hash);
  return answer.result;
}

/**
 * The first result of a command that is done, for work before `once` that a repeat must not do again. Null when there is none.
 * Another input throws IDEMPOTENCY_MISMATCH. A repeat at the same time may get null: `once` decides.
 */
export async function findFirstResult<Result extends Json>(
  db: Queryable,
  { owner, key, input }: Command,
): Promise<{ result: Result } | null> {
  const found = await findAnswer(db, owner, key);
  if (found === null) return null;
  requireSameInput(found.input_hash, hashInput(input));
  return { result: found.answer.result as Result };
}

const runOnce = <Result extends Json>(
  pool: pg.Pool,
  { owner, key, hash }: { owner: string; key: string; hash: string },
  work: (tx: pg.PoolClient) => Promise<Result>,
): Promise<Result> =>
  inTransaction(pool, async (tx) => {
    // In another process, a repeat waits on this row until the first transaction ends. When that was rolled back, the
    // repeat takes its place.
    const { rowCount } = await tx.query({
      name: 'idempotency-begin',
      text: 'INSERT INTO idempotency (owner, key, input_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      values: [owner, key, hash],
    });
    if (rowCount === 0) return (await firstResult(tx, owner, key, hash)) as Result;
    const result = await work(tx);
    await tx.query({
      name: 'idempotency-end',
      text: 'UPDATE idempotency SET answer = $3 WHERE owner = $1 AND key = $2',
      values: [owner, key, JSON.stringify({ result })],
    });
    return result;
  });

/**
 * Runs `work` in a transaction, once per owner and key. A repeat waits for the first result and returns it; a repeat with
 * another input throws IDEMPOTENCY_MISMATCH. When `work` throws, nothing is saved, not even the key, and the next
 * call runs it again. `work` must use `tx` for all it reads and writes.
 */
export async function once<Result extends Json>(
  pool: pg.Pool,
  { owner, key, input }: Command,
  work: (tx: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const hash = hashInput(input);
  const commands = runningOn(pool);
  const name = JSON.stringify([owner, key]);
  const first = commands.get(name);
  if (first !== undefined) {
    requireSameInput(first.hash, hash);
    return first.result as Promise<Result>;
  }
  const result = runOnce(pool, { owner, key, hash }, work).finally(() => commands.delete(name));
  commands.set(name, { hash, result });
  return result;
}
