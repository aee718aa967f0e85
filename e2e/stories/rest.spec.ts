import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scopes } from '@soko/auth';
import { v7 } from 'uuid';
import type { Client } from '../harness/client.ts';
import {
  createKey,
  openStore,
  rest,
  type RestDocument,
  restDocument,
  type RestOperation,
  sampleOf,
} from '../harness/rest.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';

const root = resolve(import.meta.dirname, '../..');
const url = process.env['SOKO_URL']!;

let document: RestDocument;
let shop: { seller: Client; storeId: string };
beforeAll(async () => {
  [document, shop] = await Promise.all([restDocument(), openStore('rest')]);
});

/** A request that fits the route, about things of the store that do not exist. */
function request({ method, path, parameters = [], requestBody }: RestOperation, token: string | undefined) {
  const { storeId } = shop;
  const valueOf = ({ name, schema }: { name: string; schema: Parameters<typeof sampleOf>[0] }): string =>
    name === 'storeId' ? storeId : String(sampleOf(schema, document));
  const inPlace = (place: string) => parameters.filter((each) => each.in === place);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    valueOf(inPlace('path').find((each) => each.name === name)!),
  );
  const query = new URLSearchParams(
    inPlace('query').flatMap((each): [string, string][] => (each.required ? [[each.name, valueOf(each)]] : [])),
  );
  const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key');
  const sample = requestBody && (sampleOf(requestBody.content['application/json'].schema, document) as object);
  // Keys have reports of their store alone.
  const body = sample && 'scope' in sample ? { ...sample, scope: 'STORE', type: 'MINTS', storeId } : sample;
  return rest(method, `${filled}?${query.toString()}`, {
    token,
    headers: isKeyed ? { 'idempotency-key': v7() } : {},
    ...(body && { body: 'storeId' in body ? { ...body, storeId } : body }),
  });
}

describe('the routes for servers', () => {
  it('are those of the document', async () => {
    const { status, body } = await rest('GET', '/openapi.json');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(await readFile(join(root, 'schema/openapi.json'), 'utf8')));
  });

  it.each(['no token', ...scopes])('open to %s what the document says', async (held) => {
    const token = held === 'no token' ? undefined : await createKey(shop.seller, shop.storeId, [held]);
    const differences: unknown[] = [];
    for (const operation of document.operations) {
      const refusesKey = token !== undefined && operation.description.includes('API keys are refused');
      const isOpen =
        token === undefined
          ? operation.security.some(({ bearer }) => bearer === undefined)
          : !refusesKey && operation.security.some(({ bearer }) => bearer?.length === 0 || bearer?.includes(held));
      const { status, body } = await request(operation, token);
      const refusal = token === undefined ? 401 : 403;
      if (isOpen ? [401, 403].includes(status) || status >= 500 : status !== refusal)
        differences.push([operation.operationId, status, body]);
      // Every status is one that the document has.
      if (!(status in operation.responses)) differences.push([operation.operationId, status]);
    }
    expect(differences).toEqual([]);
  });
});

describe('the examples for servers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'soko-rest-'));
  let slugs: string[];
  let env: Record<string, string | undefined>;
  const example = async (language: string): Promise<string> =>
    new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(await readFile(join(root, 'docs/rest.md'), 'utf8'))![1]!;

  beforeAll(async () => {
    const { seller, storeId } = shop;
    const categoryId = await someCategory(seller);
    for (const title of ['Server rack', 'Server cable', 'Server lamp'])
      await sellSomething(seller, { title, tags: ['server'], categoryId, storeId });
    const key = await createKey(seller, storeId, ['products:read', 'stock:write']);
    const { body } = await rest('GET', `/products?storeId=${storeId}&status=SOLD_OUT`, { token: key });
    slugs = body.items.map(({ slug }: { slug: string }) => slug);
    const [{ variants }] = body.items;
    env = { ...process.env, SOKO_URL: url, SOKO_KEY: key, STORE_ID: storeId, VARIANT_ID: variants[0].id };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const hasPython = ['/usr/bin', ...(process.env['PATH'] ?? '').split(':')].some((path) =>
    existsSync(join(path, 'python3')),
  );
  const programs = [
    ['curl', 'sh', 'bash'],
    ['Node', 'js', process.execPath],
    ...(hasPython ? [['Python', 'python', 'python3'] as const] : []),
  ] as const;
  it.each(programs)('work: %s', async (_, language, program) => {
    const file = join(folder, `example.${language === 'js' ? 'mjs' : language}`);
    await writeFile(file, await example(language));
    const stock = async (): Promise<number> =>
      (await rest('GET', `/stock/${env['VARIANT_ID']!}`, { token: env['SOKO_KEY'] })).body.onHand ?? 0;
    const before = await stock();
    const { stdout, stderr } = spawnSync(program, [file], { cwd: folder, env, encoding: 'utf8' });
    expect({ lines: stdout.trim().split('\n'), stderr }).toEqual({
      lines: [...slugs, 'received 201', 'received 201', 'NOT_FOUND'],
      stderr: '',
    });
    // Twice with one key, so that three items came once.
    expect((await stock()) - before).toBe(3);
  });
});
