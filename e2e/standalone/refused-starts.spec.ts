import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newDataFolder, runSoko } from '../harness/soko.mjs';

/** One sentence, not a stack trace. */
const oneSentence = (output: string): void => {
  expect(output).not.toMatch(/\n\s+at /);
  expect(output.trim().split('\n').length).toBeLessThanOrEqual(4);
};

describe('a start that cannot work says why', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await newDataFolder();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { code, output } = await runSoko({ env: { PORT: String(port), SOKO_DATA_DIR: folder } });
    server.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    oneSentence(output);
  });

  it('when the data folder is a file', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const { code, output } = await runSoko({ env: { SOKO_DATA_DIR: join(file, 'data') } });
    expect(code).toBe(1);
    expect(output).toContain('SOKO_DATA_DIR');
    oneSentence(output);
  });

  it('when another Soko uses the folder', async () => {
    const taken = join(folder, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'soko.pid'), String(process.pid));
    const { code, output } = await runSoko({ env: { SOKO_DATA_DIR: taken } });
    expect(code).toBe(1);
    expect(output).toContain('already runs');
    oneSentence(output);
  });

  it('when variables are wrong, all at once', async () => {
    const dataFolder = join(folder, 'untouched');
    const wrong = {
      PORT: 'high',
      LOG_LEVEL: 'loud',
      TRUST_PROXY: 'maybe',
      MAX_DEPTH: '0',
      CORS_ORIGINS: 'foo',
      STRIPE_SECRET_KEY: 'pk_test',
      SOKO_JWT_PRIVATE_KEY: 'no key',
    };
    const { code, output } = await runSoko({ env: { ...wrong, SOKO_DATA_DIR: dataFolder } });
    expect(code).toBe(1);
    const [, ...problems] = output.trim().split('\n');
    expect(problems.map((line) => /\w+/.exec(line)![0]).toSorted()).toEqual(Object.keys(wrong).toSorted());
    expect(output).toContain('PORT: "high" is not a port; use 0 to 65535');
    expect(output).not.toMatch(/pk_test|no key|\n\s+at /);
    expect(existsSync(dataFolder)).toBe(false);
  });

  it('when an argument is unknown', async () => {
    const { code, output } = await runSoko({ args: ['--resett'], env: { SOKO_DATA_DIR: folder } });
    expect(code).toBe(2);
    expect(output).toMatch(/^Unknown option '--resett'\.\n\nUsage: npm start \[-- --reset]/);
  });
});
