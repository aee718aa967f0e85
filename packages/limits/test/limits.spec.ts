import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { countStatements, type Database, openDatabase } from '@soko/postgres';
import { awakeMs, buildProgram, createTestDatabase, hasRedis, startRedis, type TestRedis, until } from '@soko/testing';
import { type Attempt, createLimits, deleteEndedLimits, type Limits } from '../index.ts';

const migrations = join(import.meta.dirname, '../../../prisma/users/migrations');
const undo: (() => unknown)[] = [];
const later = <T>(resource: T, close: (resource: T) => unknown): T => {
  undo.push(() => close(resource));
  return resource;
};

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const attempt = (key: string, changes: Partial<Attempt> = {}): Attempt => ({
  name: 'users.log-in-to-account',
  key,
  points: 3,
  perMs: 60_000,
  ...changes,
});

const rateLimited = (retryAfter: unknown) =>
  expect.objectContaining({ extensions: { code: 'RATE_LIMITED', retryAfter } });

let database: Database;
let now: number;

async function openTestDatabase(): Promise<void> {
  const { connectionString } = later(await createTestDatabase({ migrations }), (each) => each.drop());
  database = later(openDatabase({ connectionString, applicationName: 'spec', max: 4 }), (each) => each.close());
}

const open = (options: Partial<Parameters<typeof createLimits>[0]> = {}): Limits =>
  later(createLimits({ log: silentLogger, ...options }), (limits) => limits.close());

/** The number of `attempts` simultaneous attempts, spread over `replicas`, that are not refused. */
async function countTaken(replicas: readonly Limits[], attempts: number, key = 'one'): Promise<number> {
  const results = await Promise.allSettled(
    Array.from({ length: attempts }, (_, index) => replicas[index % replicas.length]!.take([attempt(key)])),
  );
  return results.filter(({ status }) => status === 'fulfilled').length;
}

async function holdsTheRules(limits: Limits): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) await limits.take([attempt('a'), attempt('b', { points: 9 })]);
  await expect(limits.take([attempt('a'), attempt('b', { points: 9 })])).rejects.toEqual(rateLimited(60));
  await limits.take([attempt('c')]);

  // The refused attempt did not count against the other limit.
  const rest = attempt('b', { points: 9 });
  for (let tries = 0; tries < 6; tries += 1) await limits.take([rest]);
  await expect(limits.take([rest])).rejects.toEqual(rateLimited(60));

  await limits.giveBack([attempt('c')]);
  for (let tries = 0; tries < 3; tries += 1) await limits.take([attempt('c')]);
  await expect(limits.take([attempt('c')])).rejects.toEqual(rateLimited(60));
  await limits.clear(attempt('c'));
  await limits.take([attempt('c')]);

  // What was too heavy leaves room for what is lighter.
  const budget = (weight: number) => attempt('budget', { points: 100, weight });
  await limits.take([budget(60)]);
  await expect(limits.take([budget(60)])).rejects.toEqual(rateLimited(60));
  await limits.take([budget(40)]);
  await expect(limits.take([budget(1)])).rejects.toEqual(rateLimited(60));
}

describe('limits in memory', () => {
  it('refuse what is over a limit, and say when to try again', () => holdsTheRules(open()));
});

describe('limits in a database', () => {
  beforeEach(async () => {
    now = Date.now();
    await openTestDatabase();
  });
  const replica = (): Limits => open({ pool: database.pool, now: () => new Date(now) });

  it('refuse what is over a limit, and say when to try again', () => holdsTheRules(replica()));

  it('are shared by replicas, count simultaneous attempts, and begin again after their period', async () => {
    const replicas = [replica(), replica()];
    await expect(countTaken(replicas, 20)).resolves.toBe(3);
    now += 59_000;
    await expect(replicas[0]!.take([attempt('one')])).rejects.toEqual(rateLimited(1));
    now += 1_000;
    await expect(countTaken(replicas, 20)).resolves.toBe(3);
  });

  it('of several keys are counted, given back and deleted at the same time', async () => {
    const limits = replica();
    const keys = Array.from({ length: 12 }, (_, index) => attempt(`key ${index}`, { points: 1_000_000 }));
    const results = await Promise.allSettled(
      Array.from({ length: 400 }, async (_, index) => {
        const turned = [...keys.slice(index % keys.length), ...keys.slice(0, index % keys.length)];
        await limits.take(turned);
        await limits.giveBack(turned);
        if (index % 20 === 0) await deleteEndedLimits(database.pool, new Date(now + 120_000));
      }),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('cost one statement, hold no key in the clear, and are deleted after their period', async () => {
    const limits = replica();
    const twoLimits = () => limits.take([attempt('ada@example.com'), attempt('192.0.2.1')]);
    const { count } = await countStatements(twoLimits);
    expect(count).toBe(1);
    const rows = async () => JSON.stringify((await database.pool.query('SELECT * FROM limits')).rows);
    await expect(rows()).resolves.toContain('users.log-in-to-account:');
    await expect(rows()).resolves.not.toMatch(/ada@example|192\.0\.2/);
    await deleteEndedLimits(database.pool, new Date(now + 59_000));
    await expect(rows()).resolves.not.toBe('[]');
    await deleteEndedLimits(database.pool, new Date(now + 60_000));
    await expect(rows()).resolves.toBe('[]');
  });
});

// Without /usr/bin/redis-server these are skipped: nothing else can show that processes count together in it.
(hasRedis ? describe : describe.skip)('limits in Redis', () => {
  let redis: TestRedis;

  beforeEach(async () => {
    redis = later(await startRedis(), (each) => each.kill());
  });
  const replica = (): Limits => open({ redisUrl: redis.url });
  const restartRedis = async (): Promise<void> => {
    redis = later(await startRedis(Number(new URL(redis.url).port)), (each) => each.kill());
  };

  it('refuse what is over a limit, and say when to try again', () => holdsTheRules(replica()));

  it('are shared by two processes', async () => {
    const program = later(await buildProgram(join(import.meta.dirname, 'counting-process.ts')), (each) =>
      each.remove(),
    );
    const runs = [1, 2].map(() => program.run({ REDIS_URL: redis.url }));
    const taken = await Promise.all(
      runs.map((run) =>
        until('the process has counted', () => {
          const [, number] = /taken (\d+)/.exec(run.output()) ?? [];
          return number === undefined ? null : { number: Number(number) };
        }),
      ),
    );
    // The catalogue's 20, out of the 60 that both tried together.
    expect(taken.reduce((sum, { number }) => sum + number, 0)).toBe(20);
  });

  it.each([
    ['is killed', () => redis.kill(), () => restartRedis()],
    ['is silent', async () => redis.freeze(), async () => redis.thaw()],
  ])('go on in the database when Redis %s, and come back', async (_, goAway, comeBack) => {
    await openTestDatabase();
    const replicas = [1, 2].map(() => open({ redisUrl: redis.url, pool: database.pool }));
    await expect(countTaken(replicas, 10)).resolves.toBe(3);
    await goAway();
    const tookMs = await awakeMs(() => expect(countTaken(replicas, 10, 'other')).resolves.toBe(3));
    expect(tookMs).toBeLessThan(3_000);
    expect(replicas.map((limits) => limits.isFallingBack())).toEqual([true, true]);
    await comeBack();
    await until('Redis counts again', async () => {
      await Promise.all(replicas.map((limits) => limits.take([attempt(`other ${performance.now()}`)])));
      return replicas.every((limits) => !limits.isFallingBack());
    });
    await expect(countTaken(replicas, 10, 'again')).resolves.toBe(3);
  });

  it('go on when Redis was never there', async () => {
    await redis.kill();
    const limits = replica();
    await expect(countTaken([limits], 10)).resolves.toBe(3);
    expect(limits.isFallingBack()).toBe(true);
  });
});
