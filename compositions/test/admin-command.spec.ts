import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '@soko/postgres';
import { seedUsers } from '@soko/subgraph-users/seed';
import { buildProgram, createTestDatabase, type Program, type TestDatabase } from '@soko/testing';
import { migrationsOf } from '../paths.ts';

let testDatabase: TestDatabase;
let users: Database;
let program: Program;
let emptyFolder: string;

const ada = {
  id: 'usr_0190b5c1-0000-7000-8000-000000000001',
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Njeri',
  locale: 'en',
  roles: ['CUSTOMER'],
  joinedAt: new Date('2026-01-01'),
} as const;

beforeAll(async () => {
  program = await buildProgram(join(import.meta.dirname, '../admin-command.ts'));
  emptyFolder = await mkdtemp(join(tmpdir(), 'soko-admin-'));
  testDatabase = await createTestDatabase({ migrations: migrationsOf('users') });
  users = openDatabase({ connectionString: testDatabase.connectionString, applicationName: 'spec', max: 1 });
  await seedUsers(
    users.pool,
    { people: [ada], sellers: [], stores: [] },
    {
      password: 'correct horse battery',
      sealKey: 'a key for sealing that only tests know',
      env: { USERS_PASSWORD_MEMORY_KIB: '8', USERS_PASSWORD_PASSES: '1' },
    },
  );
});

afterAll(async () => {
  await users.close();
  await testDatabase.drop();
  await program.remove();
  await rm(emptyFolder, { recursive: true, force: true });
});

async function run(args: string[], env: Record<string, string> = {}): Promise<{ code: unknown; output: string }> {
  const running = program.run({ USERS_DATABASE_URL: testDatabase.connectionString, ...env }, args);
  const [code] = await once(running.child, 'close');
  return { code, output: running.output().trim() };
}

describe('the command that makes an administrator', () => {
  it('saves the role and the event, and says when there is nothing to do', async () => {
    const first = await run([' Ada@Example.com ']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toMatch(/^ada@example\.com is now an administrator\./);
    const { rows } = await users.pool.query("SELECT payload FROM outbox WHERE type = 'users.user.roles_changed'");
    expect(rows).toMatchObject([
      {
        payload: {
          subject: ada.id,
          actor: { kind: 'service', id: 'admin' },
          data: { roles: ['CUSTOMER', 'ADMIN'], previousRoles: ['CUSTOMER'] },
        },
      },
    ]);
    await expect(run(['ada@example.com'])).resolves.toEqual({
      code: 0,
      output: 'ada@example.com is already an administrator.',
    });
  });

  it('refuses an unknown address', async () => {
    await expect(run(['who@example.com'])).resolves.toEqual({
      code: 1,
      output: 'No account has the email address who@example.com. Sign up first.',
    });
  });

  it.each([
    ['no argument', [], 'An argument is missing.'],
    ['two arguments', ['a@example.com', 'b@example.com'], 'Unknown argument "b@example.com".'],
    ['something else than an address', ['ada'], 'The email must be an email address, such as ada@example.com.'],
    ['an unknown option', ['--force'], "Unknown option '--force'"],
  ])('explains %s in one sentence and shows its usage', async (_, args, sentence) => {
    const { code, output } = await run(args);
    expect(code).toBe(2);
    expect(output.split('\n')[0]).toContain(sentence);
    expect(output).toContain('npm run admin -- <email>');
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('shows its usage', async () => {
    const { code, output } = await run(['--help']);
    expect(code).toBe(0);
    expect(output).toMatch(/^Usage: npm run admin -- <email>/);
  });

  it('says which installation is missing', async () => {
    const nowhere = { USERS_DATABASE_URL: '', DATABASE_URL: '', SOKO_DATA_DIR: emptyFolder };
    const { code, output } = await run(['ada@example.com'], nowhere);
    expect(code).toBe(1);
    expect(output).toBe(
      `There is no installation in ${emptyFolder}. Start Soko first (npm start), or set SOKO_DATA_DIR or DATABASE_URL.`,
    );
  });

  it('says that a database is not prepared', async () => {
    const url = new URL(testDatabase.connectionString);
    url.pathname = '/missing_database';
    const { code, output } = await run(['ada@example.com'], { USERS_DATABASE_URL: url.href });
    expect(code).toBe(1);
    expect(output).toMatch(/^The databases are not prepared .*npm run service -- migrate$/);
  });
});
