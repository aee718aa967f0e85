import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
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
