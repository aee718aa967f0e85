import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

const page = '<!doctype html><title>Soko</title><body data-demo></body>';
const script = 'console.log("soko");';

let folder: string;
let playgroundFolder: string;
let gateway: TestGateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-playground-'));
  playgroundFolder = join(folder, 'playground');
  await mkdir(playgroundFolder);
  await Promise.all([
    writeFile(join(folder, 'secrets.json'), '{}'),
    writeFile(join(playgroundFolder, 'index.html'), page),
    writeFile(join(playgroundFolder, 'main-ABCDEFGH.js'), script),
    writeFile(join(playgroundFolder, 'main-ABCDEFGH.js.gz'), gzipSync(script)),
  ]);
  gateway = await startTestGateway({ playgroundFolder });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the playground', () => {
  it.each(['/', '/graphql'])('is what a browser gets at %s', async (path) => {
    const response = await fetch(`${gateway.url}${path}`, { headers: html });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await response.text()).toBe(page);
  });

  it('does not replace a query by GET', async () => {
    const path = `/graphql?query=${encodeURIComponent('{ things { id } }')}`;
    const response = await fetch(`${gateway.url}${path}`, { headers: { ...html, 'apollo-require-preflight': '1' } });
    expect(response.headers.get('content-type')).toContain('json');
  });

  it('comes compressed, and for ever where the name has a hash', async () => {
    const response = await fetch(`${gateway.url}/playground/main-ABCDEFGH.js`, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toBe(script);
  });

  it.each(['../secrets.json', '..%2fsecrets.json', '%2e%2e/secrets.json', 'none.js'])(
    'has no file %s',
    async (name) => {
      expect((await fetch(`${gateway.url}/playground/${name}`)).status).toBe(404);
    },
  );

  it('is off in production, and without the demo accounts where it is turned on', async () => {
    const off = await startTestGateway({ playgroundFolder, env: { NODE_ENV: 'production' } });
    expect((await fetch(off.url)).status).toBe(404);
    expect((await fetch(`${off.url}/graphql`, { headers: html })).headers.get('content-type')).not.toContain('html');
    await off.close();
    const on = await startTestGateway({ playgroundFolder, env: { NODE_ENV: 'production', PLAYGROUND: 'true' } });
    expect(await (await fetch(on.url)).text()).not.toContain('data-demo');
    await on.close();
  });

  it('says how to build it when it is not built', async () => {
    const without = await startTestGateway({ playgroundFolder: join(folder, 'none') });
    expect(await (await fetch(without.url)).text()).toContain('npm run build');
    await without.close();
  });
});
