import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import type pg from 'pg';
import { claimMessages, takeBackMessages } from '../store/deliveries.ts';

const migrations = join(import.meta.dirname, '../../../prisma/notifications/migrations');
const now = new Date('2026-11-26T12:00:00Z');
const secondsAgo = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase({ migrations });
  pool = database.openPool();
});
afterAll(() => database.drop());

const insert = (id: string, status: string, dueAt: Date, createdAt: Date) =>
  pool.query(
    `INSERT INTO notifications (id, channel, recipient, template, locale, subject, body, status, due_at, dedupe_key, correlation_id, created_at)
     VALUES ($1, 'EMAIL', 'ada@example.org', 'order-shipped', 'en', 'Shipped', 'sealed', $2, $3, $1, 'spec', $4)`,
    [id, status, dueAt, createdAt],
  );

const claim = (limit: number) => claimMessages(pool, 'EMAIL', { limit, now, leaseMs: 60_000 });

describe('a message whose process has gone', () => {
  it('is sent before a queue that became long meanwhile', async () => {
    await insert('left', 'SENDING', secondsAgo(1), secondsAgo(300));
    await insert('in work', 'SENDING', secondsAgo(-30), secondsAgo(310));
    for (const place of [1, 2, 3]) await insert(`waits ${place}`, 'QUEUED', secondsAgo(100 - place), secondsAgo(100));
    await takeBackMessages(pool, now);
    const { rows } = await pool.query(
      "SELECT status, failures, maybe_sent, claims FROM notifications WHERE id = 'left'",
    );
    expect(rows).toEqual([{ status: 'FAILED', failures: 1, maybe_sent: true, claims: 1 }]);
    expect(await claim(1)).toEqual([expect.objectContaining({ id: 'left', maybeSent: true, claim: 2 })]);
    expect(await claim(1)).toEqual([expect.objectContaining({ id: 'waits 1', maybeSent: false, claim: 1 })]);
  });
});
