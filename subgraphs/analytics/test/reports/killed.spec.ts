import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildProgram, createTestDatabase, type Program, type TestDatabase, until } from '@soko/testing';
import { inflateText } from '@soko/spreadsheet';
import { readParts } from '../../store/reports/report-parts.ts';
import { recordEvents, requestEvents } from './recorded-events.ts';

const events = 6_000;

let [database, log]: [TestDatabase | null, TestDatabase | null] = [null, null];
let program: Program | null = null;

beforeAll(async () => {
  const migrations = join(import.meta.dirname, '../../../../prisma/analytics/migrations');
  [database, log, program] = await Promise.all([
    createTestDatabase({ migrations }),
    createTestDatabase(),
    buildProgram(join(import.meta.dirname, 'report-process.ts')),
  ]);
});

afterAll(() => Promise.all([database?.drop(), log?.drop(), program?.remove()]));

describe('a report whose process is killed', () => {
  it('goes on where it stopped: each row is in the file once', async () => {
    const pool = database!.openPool();
    await recordEvents(pool, events);
    const { id } = await requestEvents(pool, 'NDJSON');
    const start = (turn: number) =>
      program!.run({
        DATABASE_URL: database!.connectionString,
        EVENTS_URL: log!.connectionString,
        BATCH_ROWS: '20',
        AHEAD_MS: String(turn * 120_000),
      });
    const look = async () => (await pool.query('SELECT status, rows, parts FROM reports WHERE id = $1', [id])).rows[0];
    await pool.query(
      `CREATE FUNCTION hold() RETURNS trigger AS $$
        BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NEW; END $$ LANGUAGE plpgsql`,
    );
    const holder = await pool.connect();
    for (const [turn, part] of [10, 90, 170].entries()) {
      // The process stands within the transaction of this part until it is killed.
      await pool.query(
        `CREATE OR REPLACE TRIGGER hold BEFORE INSERT ON report_parts FOR EACH ROW WHEN (NEW.position = ${part})
          EXECUTE FUNCTION hold()`,
      );
      await holder.query('SELECT pg_advisory_lock(7)');
      const running = start(turn);
      await until(`part ${part} is written`, async () => (await look()).parts === part);
      await running.kill();
      await holder.query('SELECT pg_advisory_unlock(7)');
      expect(await look()).toMatchObject({ status: 'RUNNING' });
    }
    holder.release();
    const last = start(3);
    await once(last.child, 'exit');
    const { status, rows, parts } = await look();
    expect({ status, rows, parts }).toEqual({ status: 'COMPLETE', rows: events, parts: events / 20 });
    const texts: string[] = [];
    for await (const part of readParts(pool, id, 0, parts - 1)) texts.push((await inflateText(part)).toString());
    const lines = texts.join('').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual(
      Array.from({ length: events }, (_, index) => index + 1),
    );
  });
});
