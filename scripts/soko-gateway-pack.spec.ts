import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { compose } from '../packages/federation-executor/differential/fixtures.ts';

let folder: string;
const subgraph = createServer((_, response) => {
  response.setHeader('content-type', 'application/json').end('{"data":{"fruits":["Mango"]}}');
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-packed-'));
  subgraph.listen(0, '127.0.0.1');
  await once(subgraph, 'listening');
});
afterAll(async () => {
  subgraph.close();
  await rm(folder, { recursive: true, force: true });
});

it('the packed gateway runs by npx in an empty folder, without a registry', async () => {
  await promisify(execFile)(process.execPath, ['scripts/soko-gateway-pack.mjs', '--into', folder]);
  const [packed] = (await readdir(folder)) as [string];
  expect(packed).toMatch(/^soko-gateway-\d+\.\d+\.\d+\.tgz$/);
  const url = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/`;
  await writeFile(join(folder, 'supergraph.graphql'), compose({ stand: 'type Query { fruits: [String!]! }' }));

  const args = [
    '--yes',
    `./${packed}`,
    '--supergraph',
    'supergraph.graphql',
    '--subgraph',
    `stand=${url}`,
    '--port',
    '0',
  ];
  const program = spawn('npx', args, {
    cwd: folder,
    // npx passes no signal on: its group gets them.
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      HOST: '127.0.0.1',
      npm_config_cache: join(folder, 'cache'),
      npm_config_offline: 'true',
    },
  });
  let output = '';
  const address = new Promise<string>((resolve, reject) => {
    for (const stream of [program.stdout, program.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const [, found] = /The graph is at (\S+)/.exec(output) ?? [];
        if (found !== undefined) resolve(found);
      });
    program.once('close', () => reject(new Error(output)));
  });
  try {
    const answer = await fetch(await address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ fruits }"}',
    });
    expect(await answer.json()).toEqual({ data: { fruits: ['Mango'] } });
  } finally {
    const closed = once(program, 'close');
    process.kill(-program.pid!, 'SIGTERM');
    await closed;
  }
});
