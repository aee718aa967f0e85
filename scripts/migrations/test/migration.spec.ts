import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate } from '@soko/postgres';
import { createTestDatabase } from '@soko/testing';

const scripts = resolve(import.meta.dirname, '../..');
let project: string;

const schema = (...fields: string[]): string => `
  datasource db {
    provider = "postgresql"
  }
  model Thing {
    ${['id String @id', ...fields, '@@map("thing")'].join('\n')}
  }`;

const write = (text: string): Promise<void> => writeFile(join(project, 'prisma/shop/schema.prisma'), text);

async function run(script: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const options = { cwd: project, env: {} };
  return promisify(execFile)(process.execPath, [join(scripts, script), ...args], options).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stderr }) => ({ code, output: stderr }),
  );
}

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'soko-migrations-'));
  await mkdir(join(project, 'prisma/shop'), { recursive: true });
  await write(schema('name String'));
});

afterEach(() => rm(project, { recursive: true }));

describe('writing a migration', () => {
  it('leads a database from one schema to the next', async () => {
    await run('migration.mjs', 'shop', 'init');
    await write(schema('name String', 'nickname String?'));
    await run('migration.mjs', 'shop', 'add-nickname');

    const folder = join(project, 'prisma/shop/migrations');
    const names = await readdir(folder);
    expect(names).toEqual([expect.stringMatching(/^\d{14}_init$/), expect.stringMatching(/^\d{14}_add_nickname$/)]);
    const sql = await readFile(join(folder, names[1]!, 'migration.sql'), 'utf8');
    expect(sql).toMatch(/ALTER TABLE "thing" ADD COLUMN\s+"nickname" TEXT;/);

    const database = await createTestDatabase();
    expect(await migrate(database.connectionString, folder)).toEqual(names);
    await database.drop();
  });

  it('is refused where nothing changed, unless it is to be written by hand', async () => {
    await run('migration.mjs', 'shop', 'init');
    expect(await run('migration.mjs', 'shop', 'again')).toEqual({
      code: 1,
      output: expect.stringContaining('has not changed'),
    });
    expect((await run('migration.mjs', 'shop', 'again', '--empty')).code).toBe(0);
  });

  it('is refused for a subgraph that is not there, and shows which are', async () => {
    const { code, output } = await run('migration.mjs', 'shoe', 'init');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('There are: shop.') });
  });
});

describe('checking for forgotten migrations', () => {
  it('fails when a schema changed without one, and shows what is missing', async () => {
    await run('migration.mjs', 'shop', 'init');
    expect((await run('migration-check.mjs')).code).toBe(0);
    await write(schema('name String?', 'nickname String'));
    const { code, output } = await run('migration-check.mjs');
    expect(code).toBe(1);
    expect(output).toContain('npm run migration -- shop');
    expect(output).toContain('"nickname" TEXT NOT NULL');
  });

  it('fails for a subgraph that has no migration at all', async () => {
    expect((await run('migration-check.mjs')).code).toBe(1);
  });
});

describe('checking the migrations that have landed', () => {
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: project });

  /** A project on a branch of main, on which two migrations have landed. Returns their files. */
  async function landTwo(): Promise<string[]> {
    await run('migration.mjs', 'shop', 'init');
    await write(schema('name String', 'nickname String?'));
    await run('migration.mjs', 'shop', 'add_nickname');
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'Add shop');
    await git('switch', '--quiet', '--create', 'work');
    const folder = join(project, 'prisma/shop/migrations');
    return (await readdir(folder)).map((name) => join(folder, name, 'migration.sql'));
  }

  it('fails where one was edited, also when the edit is committed, and lets new ones change', async () => {
    const [first] = await landTwo();
    await write(schema('name String'));
    await run('migration.mjs', 'shop', 'drop_nickname');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'Drop nickname');
    const last = (await readdir(join(project, 'prisma/shop/migrations'))).at(-1)!;
    await appendFile(join(project, 'prisma/shop/migrations', last, 'migration.sql'), '-- By hand.\n');
    expect(await run('migration-check.mjs')).toMatchObject({ code: 0 });

    await appendFile(first!, '-- By hand.\n');
    await git('commit', '--quiet', '--all', '--message', 'Edit the first one');
    const { code, output } = await run('migration-check.mjs');
    expect(code).toBe(1);
    expect(output).toMatch(/^prisma\/shop\/migrations\/\d{14}_init\/migration\.sql was changed after it landed/m);
    expect(output).not.toContain(last);
  });

  it('fails where one is missing', async () => {
    const [first, second] = await landTwo();
    await rm(join(first!, '..'), { recursive: true });
    expect(await run('migration-check.mjs')).toEqual({
      code: 1,
      output: expect.stringMatching(/_init\/migration\.sql was deleted after it landed/),
    });
    await git('restore', '.');
    await rm(second!);
    expect(await run('migration-check.mjs')).toEqual({
      code: 1,
      output: expect.stringMatching(/_add_nickname\/migration\.sql is missing\./),
    });
  });

  it('fails where the schema was committed and the folder of its migration was not', async () => {
    const [, second] = await landTwo();
    await rm(join(project, '.git'), { recursive: true });
    expect((await run('migration-check.mjs')).code).toBe(0);
    await rm(join(second!, '..'), { recursive: true });
    const { code, output } = await run('migration-check.mjs');
    expect(code).toBe(1);
    expect(output).toMatch(/is the schema after \d{14}_add_nickname, whose folder is missing/);
  });
});
