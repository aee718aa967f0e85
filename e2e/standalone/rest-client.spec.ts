import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { scopes } from '@soko/auth';
import { buy, receiveStock } from '../harness/buying.ts';
import { signedInAs } from '../harness/client.ts';
import { packagingOf } from '../harness/fulfilling.ts';
import { picture } from '../harness/picture.ts';
import { createKey, openStore, restDocument } from '../harness/rest.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';

const root = resolve(import.meta.dirname, '../..');
const requirements = 'e2e/rest-client/requirements.txt';

/** A program that hangs ends after this time. */
const options = { cwd: root, encoding: 'utf8', timeout: 150_000 } as const;

/** The Python of an environment that has the generator; null where Python or its packages cannot be had. */
function installGenerator(): string | null {
  const folder = join(root, '.soko/rest-client');
  const python = join(folder, 'bin/python');
  const works = (program: string, args: string[]): boolean => spawnSync(program, args, options).status === 0;
  if (!existsSync(python) && !works('python3', ['-m', 'venv', folder])) return null;
  return works(python, ['-m', 'pip', 'install', '--quiet', '--retries', '1', '-r', requirements]) ? python : null;
}

const python = installGenerator();
const folder = mkdtempSync(join(tmpdir(), 'soko-rest-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** People and things for the program: a store with goods and three orders for them. */
async function tellStory() {
  const { seller, storeId } = await openStore('client');
  const categoryId = await someCategory(seller);
  const productId = await sellSomething(seller, { title: 'Stool of a server', tags: ['stool'], categoryId, storeId });
  const { product } = await seller.data('query ($id: ID!) { product(id: $id) { variants { id } } }', { id: productId });
  const variantId = product.variants[0].id as string;
  await receiveStock(seller, variantId, 20);
  const orderIds: string[] = [];
  for (let count = 0; count < 3; count += 1) orderIds.push(...(await buy([[variantId, 1]])).orders);
  const [warehouse, customer] = await Promise.all(
    ['warehouse', 'customer'].map((name) => signedInAs(`${name}@example.com`)),
  );
  for (const orderId of orderIds.slice(1)) await packagingOf(warehouse!, orderId);
  const key = await createKey(seller, storeId, scopes);
  return {
    url: process.env['SOKO_URL']!,
    // Keys have no wallets, and claim nothing: those are for people.
    tokens: { key, customer: customer!.token },
    storeId,
    variantId,
    orderIds,
    hookUrl: process.env['SOKO_WEBHOOKS_ADMIN']!.replace('/_admin', '/hooks/rest-client'),
    picture: picture(64, 48).toString('hex'),
  };
}

describe('a client that a generator made from schema/openapi.json', () => {
  const skipped = 'skipped: Python is missing, or pip cannot fetch the generator';
  (python === null ? it.skip : it)(
    `calls every route, and reads every answer${python ? '' : ` (${skipped})`}`,
    async () => {
      const target = join(folder, 'soko_client');
      const made = spawnSync(
        python!,
        // By its package, because the program of it names the Python that made it.
        [
          '-m',
          'openapi_python_client',
          'generate',
          '--path',
          'schema/openapi.json',
          '--meta',
          'none',
          '--output-path',
          target,
        ],
        options,
      );
      expect({ status: made.status, output: made.status === 0 ? '' : made.stdout + made.stderr }).toEqual({
        status: 0,
        output: '',
      });
      const { status, stdout, stderr } = spawnSync(python!, ['e2e/rest-client/every_route.py', folder], {
        ...options,
        input: JSON.stringify(await tellStory()),
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const { operations } = await restDocument();
      const inPython = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const called = Object.keys(JSON.parse(stdout) as Record<string, number[]>);
      expect(called.toSorted()).toEqual(operations.map(({ operationId }) => inPython(operationId)).toSorted());
    },
  );
});
