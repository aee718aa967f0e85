import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { countStatements, inTransaction, openDatabase, type Database } from '@soko/postgres';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import type { GamingRefusal } from '../../domain/gaming/refusals.ts';
import { findGamingRefusal, refuseByGamingLimits, takeBackActivity } from '../../store/gaming/index.ts';
import { recordReturns } from '../../store/gaming/record-returns.ts';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await createTestDatabase({ migrations: join(import.meta.dirname, '../../../../prisma/wallets/migrations') });
  database = openDatabase({ connectionString: server.connectionString, applicationName: 'gaming', max: 10 });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const noon = new Date('2026-06-01T12:00:00Z');
const later = (ms: number): Date => new Date(noon.getTime() + ms);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Person {
  dateOfBirth?: string | null;
  country?: string;
  exclusion?: [kind: string, until: Date | null];
  /** Columns of limits, such as `stake_day_minor`. */
  limits?: Record<string, number>;
}

async function addPerson({
  dateOfBirth = '1990-01-01',
  country = 'KE',
  exclusion,
  limits,
}: Person = {}): Promise<string> {
  const userId = newId('usr');
  await database.pool.query(
    `INSERT INTO gaming_person (user_id, date_of_birth, country, exclusion_kind, excluded_until) VALUES ($1, $2, $3, $4, $5)`,
    [userId, dateOfBirth, country, exclusion?.[0] ?? null, exclusion?.[1] ?? null],
  );
  if (limits !== undefined) await limit(userId, limits);
  return userId;
}

async function limit(userId: string, limits: Record<string, number>): Promise<void> {
  const columns = Object.keys(limits);
  await database.pool.query(
    `INSERT INTO gaming_account (user_id, currency, latest_at, ${columns.join(', ')})
     VALUES ($1, 'KES', to_timestamp(0), ${Object.values(limits).join(', ')})`,
    [userId],
  );
}

let made = 0;
const activity = (userId: string, kind: 'deposit' | 'stake', amount: number, now: Date, currency = 'KES') =>
  ({ userId, activity: kind, amountMinor: BigInt(amount), currency, now, reference: `spec:${(made += 1)}` }) as const;

const attempt = (asked: ReturnType<typeof activity>): Promise<GamingRefusal | null> =>
  inTransaction(database.pool, (tx) => refuseByGamingLimits(tx, asked));

/** The type of the refusal, or null. A quote must say the same before. */
async function refusalOf(...args: Parameters<typeof activity>): Promise<string | null> {
  const asked = activity(...args);
  const quoted = await findGamingRefusal(database.pool, asked);
  const refusal = await attempt(asked);
  expect(quoted).toEqual(refusal);
  return refusal?.__typename ?? null;
}

async function usedBy(userId: string): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<Record<string, string>>(
    `SELECT deposited_minor, staked_minor, returned_minor FROM gaming_account WHERE user_id = $1 AND currency = 'KES'`,
    [userId],
  );
  return rows[0]!;
}

describe('a deposit or a stake', () => {
  it('needs a date of birth', async () => {
    expect(await refusalOf(newId('usr'), 'stake', 1, noon)).toBe('DateOfBirthRequired');
    expect(await refusalOf(await addPerson({ dateOfBirth: null }), 'deposit', 1, noon)).toBe('DateOfBirthRequired');
  });

  it.each([
    ['2008-06-01', 'KE', null],
    ['2008-06-02', 'KE', 'UnderAge'],
    ['2005-06-01', 'US', null],
    ['2005-06-02', 'US', 'UnderAge'],
  ])('of a person born on %s in %s: %s', async (dateOfBirth, country, expected) => {
    const userId = await addPerson({ dateOfBirth, country });
    expect(await refusalOf(userId, 'stake', 1, new Date('2026-06-01T00:00:00Z'))).toBe(expected);
  });

  it('is allowed from midnight UTC of the birthday, and from 1 March for 29 February', async () => {
    const born = await addPerson({ dateOfBirth: '2008-06-01' });
    expect(await refusalOf(born, 'stake', 1, new Date('2026-05-31T23:59:59.999Z'))).toBe('UnderAge');
    expect(await refusalOf(born, 'stake', 1, new Date('2026-06-01T00:00:00.000Z'))).toBeNull();
    const leap = await addPerson({ dateOfBirth: '2008-02-29' });
    expect(await refusalOf(leap, 'stake', 1, new Date('2026-02-28T23:59:59.999Z'))).toBe('UnderAge');
    expect(await refusalOf(leap, 'stake', 1, new Date('2026-03-01T00:00:00.000Z'))).toBeNull();
  });

  it('is refused until the exclusion ends', async () => {
    const userId = await addPerson({ exclusion: ['TIME_OUT', later(dayMs)] });
    expect(await refusalOf(userId, 'deposit', 1, later(dayMs - 1))).toBe('Excluded');
    expect(await refusalOf(userId, 'stake', 1, later(dayMs - 1))).toBe('Excluded');
    expect(await refusalOf(userId, 'stake', 1, later(dayMs))).toBeNull();
    const forever = await addPerson({ exclusion: ['SELF_EXCLUSION', null] });
    expect(await refusalOf(forever, 'stake', 1, later(36_500 * dayMs))).toBe('Excluded');
  });

  it('costs one statement when it is admitted, with all limits set', async () => {
    const limits = ['deposit', 'stake', 'loss'].flatMap((kind) =>
      ['day', 'week', 'month'].map((period) => `${kind}_${period}_minor`),
    );
    const userId = await addPerson({ limits: Object.fromEntries(limits.map((column) => [column, 1_000])) });
    const { result, count } = await countStatements(() =>
      refuseByGamingLimits(database.pool, activity(userId, 'stake', 1_000, noon)),
    );
    expect([result, count]).toEqual([null, 1]);
  });
});

describe('a limit', () => {
  it.each([
    ['day', dayMs],
    ['week', 7 * dayMs],
    ['month', 30 * dayMs],
  ])('on stakes of a %s counts the window that ends now', async (period, windowMs) => {
    const userId = await addPerson({ limits: { [`stake_${period}_minor`]: 1_000 } });
    expect(await refusalOf(userId, 'stake', 600, noon)).toBeNull();
    expect(await refusalOf(userId, 'stake', 400, later(hourMs))).toBeNull();
    expect(await refusalOf(userId, 'stake', 1, later(windowMs - 1))).toBe('LimitReached');
    expect(await refusalOf(userId, 'stake', 601, later(windowMs))).toBe('LimitReached');
    expect(await refusalOf(userId, 'stake', 600, later(windowMs))).toBeNull();
    expect(await refusalOf(userId, 'stake', 400, later(windowMs + hourMs - 1))).toBe('LimitReached');
    expect(await refusalOf(userId, 'stake', 400, later(windowMs + hourMs))).toBeNull();
  });

  it('says what is left and from when the amount fits', async () => {
    const userId = await addPerson({ limits: { deposit_day_minor: 1_000, deposit_week_minor: 5_000 } });
    await attempt(activity(userId, 'deposit', 300, noon));
    await attempt(activity(userId, 'deposit', 500, later(hourMs)));
    expect(await attempt(activity(userId, 'deposit', 600, later(2 * hourMs)))).toEqual({
      __typename: 'LimitReached',
      code: 'LIMIT_REACHED',
      message: 'Your limit on deposits is 10.00 KES in 24 hours; 2.00 KES are left.',
      limitKind: 'DEPOSIT',
      period: 'DAY',
      limit: { amount: '10.00', currency: 'KES' },
      left: { amount: '2.00', currency: 'KES' },
      until: later(hourMs + dayMs).toISOString(),
    });
    expect(await attempt(activity(userId, 'deposit', 1_001, later(2 * hourMs)))).toMatchObject({ until: null });
  });

  it('counts one currency, and deposits apart from stakes', async () => {
    const userId = await addPerson({ limits: { stake_day_minor: 100 } });
    expect(await refusalOf(userId, 'stake', 100, noon)).toBeNull();
    expect(await refusalOf(userId, 'stake', 100, noon, 'USD')).toBeNull();
    expect(await refusalOf(userId, 'deposit', 100, noon)).toBeNull();
    expect(await refusalOf(userId, 'stake', 1, noon)).toBe('LimitReached');
  });

  it('on losses counts stakes minus returns', async () => {
    const userId = await addPerson({ limits: { loss_day_minor: 1_000 } });
    expect(await refusalOf(userId, 'stake', 1_000, noon)).toBeNull();
    expect(await refusalOf(userId, 'stake', 1, later(1))).toBe('LimitReached');
    const win = { userId, currency: 'KES', amountMinor: 400n, reference: `spec:win:${userId}` };
    await recordReturns(
      database.pool,
      [win, { ...win, amountMinor: 100n, reference: `spec:win2:${userId}` }],
      later(hourMs),
    );
    await recordReturns(database.pool, [win], later(hourMs));
    expect(await refusalOf(userId, 'stake', 501, later(hourMs))).toBe('LimitReached');
    expect(await refusalOf(userId, 'stake', 500, later(hourMs))).toBeNull();
    expect(await usedBy(userId)).toEqual({ deposited_minor: '0', staked_minor: '1500', returned_minor: '500' });
    // The first stake leaves the window before the returns do.
    expect(await attempt(activity(userId, 'stake', 1_500, later(hourMs + 1)))).toMatchObject({ until: null });
    expect(await refusalOf(userId, 'stake', 1_000, later(dayMs))).toBeNull();
  });

  it('is never exceeded by 100 stakes at once, nor by the first ones of a user', async () => {
    const userId = await addPerson({ limits: { stake_day_minor: 1_000, loss_month_minor: 1_000 } });
    const answers = await Promise.all(Array.from({ length: 100 }, () => attempt(activity(userId, 'stake', 90, noon))));
    expect(answers.filter((refusal) => refusal === null)).toHaveLength(11);
    expect((await usedBy(userId)).staked_minor).toBe('990');
    const other = await addPerson();
    await Promise.all(Array.from({ length: 20 }, () => attempt(activity(other, 'stake', 90, noon))));
    expect((await usedBy(other)).staked_minor).toBe('1800');
  });
});

describe('an activity that is taken back', () => {
  it('counts no longer, in any window, once', async () => {
    const userId = await addPerson({ limits: { deposit_day_minor: 1_000 } });
    const failed = activity(userId, 'deposit', 700, noon);
    expect(await attempt(failed)).toBeNull();
    expect(await refusalOf(userId, 'deposit', 300, later(hourMs))).toBeNull();
    expect(await refusalOf(userId, 'deposit', 1, later(hourMs))).toBe('LimitReached');
    const taken = await Promise.all(
      [1, 2].map(() =>
        inTransaction(database.pool, (tx) => takeBackActivity(tx, { reference: failed.reference, now: later(hourMs) })),
      ),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await refusalOf(userId, 'deposit', 701, later(2 * hourMs))).toBe('LimitReached');
    expect(await refusalOf(userId, 'deposit', 700, later(2 * hourMs))).toBeNull();
    // The window begins after the failed deposit: its total has lost it as well.
    expect(await refusalOf(userId, 'deposit', 1, later(dayMs + 1))).toBe('LimitReached');
    expect(await refusalOf(userId, 'deposit', 300, later(dayMs + hourMs))).toBeNull();
  });

  it('while others are recorded at once leaves totals that add up', async () => {
    const userId = await addPerson({ limits: { stake_day_minor: 500 } });
    const first = Array.from({ length: 5 }, (_, index) => activity(userId, 'stake', 100, later(index)));
    for (const each of first) expect(await attempt(each)).toBeNull();
    await Promise.all([
      ...first.map(({ reference }) =>
        inTransaction(database.pool, (tx) => takeBackActivity(tx, { reference, now: later(10) })),
      ),
      ...Array.from({ length: 30 }, () => attempt(activity(userId, 'stake', 70, later(10)))),
    ]);
    const { rows } = await database.pool.query<{ staked: string; counted: string; broken: string }>(
      `SELECT a.staked_minor AS staked,
         (SELECT sum(amount_minor) FROM gaming_activity x WHERE x.user_id = $1 AND taken_back_at IS NULL) AS counted,
         (SELECT count(*) FROM gaming_activity x WHERE x.user_id = $1 AND before_minor <> (
            SELECT coalesce(sum(amount_minor), 0) FROM gaming_activity y
            WHERE y.user_id = $1 AND y.sequence < x.sequence AND y.taken_back_at IS NULL)) AS broken
       FROM gaming_account a WHERE a.user_id = $1`,
      [userId],
    );
    expect(rows[0]).toEqual({ staked: rows[0]!.counted, counted: rows[0]!.counted, broken: '0' });
    expect(Number(rows[0]!.counted)).toBeLessThanOrEqual(500);
  });
});
