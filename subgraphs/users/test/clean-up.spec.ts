import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prune } from '@soko/postgres';
import { PrismaClient } from '../generated/prisma/client.ts';
import { cleanUp } from '../store/clean-up.ts';
import { pruneRules } from '../store/prune-rules.ts';
import { documents, join, profile } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;
let db: PrismaClient;

const dayMs = 86_400_000;

beforeAll(async () => {
  graph = await startUsers();
  db = new PrismaClient({ adapter: graph.subgraph.database.adapter });
});

afterAll(() => graph.close());

const rowsOf = async (table: string): Promise<number> => {
  const { rows } = await graph.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]?.n ?? 0;
};

describe('cleaning up', () => {
  it('marks and then deletes what has expired, and nothing else', async () => {
    await join(graph, 'amina@example.com');
    const begun = await graph.query(documents.signUp, { input: profile('late@example.com') });
    const { id } = begun.data['signUp'];
    const statusOf = async () =>
      (await graph.pool.query('SELECT status FROM otp_challenges WHERE id = $1', [id])).rows[0]?.status;
    const at = async (ms: number): Promise<void> => {
      const now = new Date(Date.now() + ms);
      await cleanUp(db, now);
      await prune(graph.pool, pruneRules(30 * dayMs), { now, batch: 1 });
    };

    await at(0);
    await expect(statusOf()).resolves.toBe('PENDING');
    await at(11 * 60_000);
    await expect(statusOf()).resolves.toBe('EXPIRED');
    expect(await rowsOf('sessions')).toBe(1);
    await at(2 * dayMs);
    expect(await rowsOf('otp_challenges')).toBe(0);
    expect(await rowsOf('sessions')).toBe(1);
    await at(61 * dayMs);
    expect(await rowsOf('sessions')).toBe(0);
    expect(await rowsOf('refresh_tokens')).toBe(0);
    expect(await rowsOf('users')).toBe(2);
  });
});
