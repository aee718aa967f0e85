import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { type Database, openDatabase } from '@soko/postgres';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import fc from 'fast-check';
import { periodMs } from '../../domain/gaming/limit.ts';
import { refuseByGamingLimits, takeBackActivity } from '../../store/gaming/index.ts';
import { gamingInvariants } from '../../store/gaming/invariants.ts';
import { recordReturns } from '../../store/gaming/record-returns.ts';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await createTestDatabase({ migrations: join(import.meta.dirname, '../../../../prisma/wallets/migrations') });
  database = openDatabase({ connectionString: server.connectionString, applicationName: 'gaming', max: 2 });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const start = new Date('2026-06-01T00:00:00Z').getTime();
const hourMs = 3_600_000;

type Kind = 'deposit' | 'stake' | 'return';

/** What a user does, and the hours since the last step. */
interface Step {
  hours: number;
  act: { kind: Kind; amount: number } | { takeBack: number };
}

const hours = fc.oneof(fc.constantFrom(0, 24, 168, 720), fc.integer({ min: 0, max: 200 }));
const kind = fc.constantFrom<Kind>('deposit', 'stake', 'stake', 'return');
const step: fc.Arbitrary<Step> = fc.record({
  hours,
  act: fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind, amount: fc.integer({ min: 1, max: 600 }) }) },
    { weight: 1, arbitrary: fc.record({ takeBack: fc.nat() }) },
  ),
});
const limits = fc.record({
  deposit_day_minor: fc.constantFrom(null, 0, 700),
  deposit_month_minor: fc.constantFrom(null, 1_500),
  stake_day_minor: fc.constantFrom(null, 600),
  stake_week_minor: fc.constantFrom(null, 1_000),
  loss_day_minor: fc.constantFrom(null, 500),
  loss_week_minor: fc.constantFrom(null, 800),
  loss_month_minor: fc.constantFrom(null, 1_200),
});

interface Entry {
  kind: Kind;
  amount: number;
  at: number;
  reference: string;
}

/** The rule as its sentence: the sum of what lies in each window, item by item. */
function fits(entries: readonly Entry[], limit: Record<string, number | null>, wanted: Omit<Entry, 'reference'>) {
  const sum = (of: Kind, windowMs: number): number =>
    entries
      .filter(({ kind: each, at }) => each === of && at > wanted.at - windowMs)
      .reduce((total, { amount }) => total + amount, 0);
  return (['day', 'week', 'month'] as const).every((period) => {
    const windowMs = periodMs[period.toUpperCase() as keyof typeof periodMs];
    const isWithin = (of: string, used: number): boolean => {
      const max = limit[`${of}_${period}_minor`] ?? null;
      return max === null || used + wanted.amount <= max;
    };
    if (wanted.kind === 'deposit') return isWithin('deposit', sum('deposit', windowMs));
    const staked = sum('stake', windowMs);
    return isWithin('stake', staked) && isWithin('loss', staked - sum('return', windowMs));
  });
}

async function addUser(limit: Record<string, number | null>): Promise<string> {
  const userId = newId('usr');
  await database.pool.query(
    `INSERT INTO gaming_person (user_id, date_of_birth, country) VALUES ($1, '1990-01-01', 'KE')`,
    [userId],
  );
  const columns = Object.keys(limit);
  await database.pool.query(
    `INSERT INTO gaming_account (user_id, currency, latest_at, ${columns.join(', ')})
     VALUES ($1, 'KES', to_timestamp(0), ${Object.values(limit).map(String).join(', ')})`,
    [userId],
  );
  return userId;
}

describe('limits in rolling windows', () => {
  it('admit what fits by adding up every window item by item, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { minLength: 5, maxLength: 25 }), async (limit, steps) => {
        const userId = await addUser(limit);
        let entries: Entry[] = [];
        let at = start;
        for (const [index, { hours: passed, act }] of steps.entries()) {
          at += passed * hourMs;
          const now = new Date(at);
          if ('takeBack' in act) {
            const open = entries.filter(({ kind: each }) => each !== 'return');
            const { reference } = open[act.takeBack % Math.max(open.length, 1)] ?? { reference: 'none' };
            expect(await takeBackActivity(database.pool, { reference, now })).toBe(open.length > 0);
            entries = entries.filter((entry) => entry.reference !== reference);
            continue;
          }
          const entry = { ...act, at, reference: `${userId}:${index}` };
          const recorded = { userId, currency: 'KES', amountMinor: BigInt(act.amount), reference: entry.reference };
          if (act.kind === 'return') {
            await recordReturns(database.pool, [recorded], now);
            entries.push(entry);
            continue;
          }
          const refusal = await refuseByGamingLimits(database.pool, { ...recorded, activity: act.kind, now });
          expect(refusal === null).toBe(fits(entries, limit, entry));
          if (refusal === null) entries.push(entry);
          else if (refusal.__typename === 'LimitReached' && refusal.until !== null) {
            // From the time that it names, its own limit has room; another limit may not have.
            const later = { ...entry, at: new Date(refusal.until).getTime() };
            const column = `${refusal.limitKind}_${refusal.period}_minor`.toLowerCase();
            const own = { [column]: limit[column as keyof typeof limit] };
            expect([fits(entries, own, later), fits(entries, own, { ...later, at: later.at - 1 })]).toEqual([
              true,
              false,
            ]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leave rows that keep the rules, which find a row that was changed by hand', async () => {
    const bounds = { since: new Date(0), settled: new Date() };
    const broken = async () => {
      const checked = await checkInvariants(database.pool, gamingInvariants, bounds);
      return checked.filter((each) => each.broken.length > 0).map(({ invariant }) => invariant.name);
    };
    expect(await broken()).toEqual([]);
    const userId = await addUser({ stake_day_minor: 1_000 });
    for (const hour of [1, 2, 3]) {
      const activity = {
        userId,
        activity: 'stake',
        amountMinor: 5n,
        currency: 'KES',
        reference: `${userId}:${hour}`,
      } as const;
      await refuseByGamingLimits(database.pool, { ...activity, now: new Date(start + hour * hourMs) });
    }
    await database.pool.query('UPDATE gaming_activity SET amount_minor = 4 WHERE reference = $1', [`${userId}:2`]);
    expect(await broken()).toEqual(['activities-follow-each-other']);
    await database.pool.query('UPDATE gaming_activity SET amount_minor = 5 WHERE reference = $1', [`${userId}:2`]);
    await database.pool.query('UPDATE gaming_account SET staked_minor = 1 WHERE user_id = $1', [userId]);
    expect(await broken()).toEqual(['totals-are-those-of-the-last-activities']);
    await database.pool.query('UPDATE gaming_account SET staked_minor = 15 WHERE user_id = $1', [userId]);
    await database.pool.query(
      `INSERT INTO gaming_exclusion (id, user_id, kind, started_at) VALUES ($1, $2, 'SELF_EXCLUSION', now())`,
      [newId('exc'), userId],
    );
    expect(await broken()).toEqual(['exclusions-are-not-shortened']);
  });
});
