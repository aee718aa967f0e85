import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scopes } from '@soko/auth';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { buy, receiveStock } from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { packagingOf } from '../harness/fulfilling.ts';
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
const run = promisify(execFile);

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
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const hasPython = ['/usr/bin', ...(process.env['PATH'] ?? '').split(':')].some((path) =>
    existsSync(join(path, 'python3')),
  );
  const languages = [
    ['curl', 'sh', 'bash'],
    ['Node', 'js', process.execPath],
    ...(hasPython ? [['Python', 'python', 'python3'] as const] : []),
  ] as const;

  /** The code of a chapter of a page, in one language. */
  async function codeIn(page: string, chapter: string, language: string): Promise<string> {
    const text = await readFile(join(root, 'docs', page), 'utf8');
    const after = text.slice(text.indexOf(`\n## ${chapter}\n`) + 1 || text.indexOf(`\n### ${chapter}\n`) + 1);
    return new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(after)![1]!;
  }

  /** What the program of a chapter prints. */
  async function linesOf(chapter: string, language: string, program: string, env: object): Promise<string[]> {
    const file = join(folder, `example.${language === 'js' ? 'mjs' : language}`);
    const parts = await Promise.all(['Examples', chapter].map((each) => codeIn('rest.md', each, language)));
    await writeFile(file, parts.join('\n'));
    const all = { ...process.env, SOKO_URL: url, STORE_ID: shop.storeId, ...env };
    // Not in this process, which would stand still for as long.
    const { stdout, stderr } = await run(program, [file], { cwd: folder, env: all });
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  }

  describe.each(languages)('in %s', (_, language, program) => {
    it('list pages by `Link`, and receive goods once', async () => {
      const { seller, storeId } = shop;
      const categoryId = await someCategory(seller);
      for (const title of ['Server rack', 'Server cable', 'Server lamp'])
        await sellSomething(seller, { title, tags: ['server'], categoryId, storeId });
      const key = await createKey(seller, storeId, ['products:read', 'stock:write']);
      const { body } = await rest('GET', `/products?storeId=${storeId}&status=ACTIVE&status=SOLD_OUT&limit=20`, {
        token: key,
      });
      const slugs = body.items.map(({ slug }: { slug: string }) => slug);
      const [{ variants }] = body.items;
      const stock = async (): Promise<number> =>
        (await rest('GET', `/stock/${variants[0].id}`, { token: key })).body.onHand ?? 0;
      const before = await stock();
      const lines = await linesOf('Pages and keys', language, program, {
        SOKO_KEY: key,
        VARIANT_ID: variants[0].id,
      });
      expect(lines).toEqual([...slugs, 'received 201', 'received 201', 'NOT_FOUND']);
      // Twice with one key, so that three items came once.
      expect((await stock()) - before).toBe(3);
    });

    it('pack and deliver an order', async () => {
      // A store of its own, whose only package is the one of this order.
      const { seller, storeId } = await openStore('parcels');
      const categoryId = await someCategory(seller);
      const productId = await sellSomething(seller, { title: 'Server shelf', tags: ['server'], categoryId, storeId });
      const { product } = await seller.data('query ($id: ID!) { product(id: $id) { variants { id } } }', {
        id: productId,
      });
      const wanted = product.variants.map(({ id }: { id: string }) => [id, 1] as const);
      for (const [id] of wanted) await receiveStock(seller, id, 2);
      const { orders } = await buy(wanted);
      await packagingOf(await signedInAs('warehouse@example.com'), orders[0]!);
      const key = await createKey(seller, storeId, ['orders:read', 'fulfilment:write']);
      const env = { SOKO_KEY: key, STORE_ID: storeId };
      const lines = await linesOf('From an order to its parcel', language, program, env);
      expect(lines).toEqual(['1', 'counted 200', 'counted 200', 'packed 200', 'sent 200', 'delivered 200']);
    });

    it('download a report, and read again by `ETag`', async () => {
      const key = await createKey(shop.seller, shop.storeId, ['reports:write', 'products:read']);
      const lines = await linesOf('A report, and reading again', language, program, { SOKO_KEY: key });
      expect(lines).toEqual(['day', 'again 304', '"requests";q=600;w=60']);
    });

    (process.env['SOKO_CHAIN_URL'] === undefined ? it.skip : it)('draft an airdrop to a segment', async () => {
      const key = await createKey(shop.seller, shop.storeId, ['contacts:write', 'tokens:write']);
      const make = async (path: string, body: object): Promise<string> =>
        (await rest('POST', path, { token: key, body, headers: { 'idempotency-key': v7() } })).body.id;
      const collectionId = await make('/collections', { storeId: shop.storeId, name: 'Servers' });
      const tokenId = await make(`/collections/${collectionId}/tokens`, { name: 'Rack', maxSupply: 10 });
      const env = { SOKO_KEY: key, TOKEN_ID: tokenId };
      const lines = await linesOf('Contacts, and an airdrop to a segment', language, program, env);
      expect(lines).toEqual(['contact 201', 'draft 201']);
    });

    it('add a webhook endpoint, whose requests the documented receiver verifies', async () => {
      const key = await createKey(shop.seller, shop.storeId, ['webhooks:write']);
      const admin = process.env['SOKO_WEBHOOKS_ADMIN']!;
      const name = `rest-${v7().slice(-12)}`;
      const env = { SOKO_KEY: key, HOOK_URL: admin.replace('/_admin', `/hooks/${name}`) };
      const [secret, tested] = await linesOf('A webhook endpoint', language, program, env);
      expect([secret, tested]).toEqual([expect.stringMatching(/^whsec_/), 'tested 202']);
      const caught = await until('the test event is posted', async () => {
        const { data } = (await (await fetch(`${admin}/caught?receiver=${name}`)).json()) as {
          data: { headers: Record<string, string>; body: string }[];
        };
        return data[0] ?? null;
      });
      if (language !== 'python') return;
      const verify = [
        await codeIn('webhooks.md', 'A request', 'python'),
        'import sys',
        'secret, headers, body = json.load(sys.stdin)',
        'print(verify_webhook(secret, headers, body.encode())["type"])',
        'try:',
        '    verify_webhook(secret, headers, body.encode() + b" ")',
        'except ValueError as error:',
        '    print(error)',
      ].join('\n');
      const { stdout } = spawnSync(program, ['-c', verify], {
        input: JSON.stringify([secret, caught.headers, caught.body]),
        encoding: 'utf8',
      });
      expect(stdout.trim().split('\n')).toEqual(['webhook.test', 'The signature is wrong.']);
    });
  });
});
