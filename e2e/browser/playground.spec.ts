import { existsSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { type Browser, chromium, type Page, type Response } from 'playwright-core';
import * as buying from '../harness/buying.ts';
import { signedInAs } from '../harness/client.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';
const executable = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
  .filter((path) => path !== undefined)
  .find((path) => existsSync(path));
if (!executable) process.stderr.write('Not run without Chromium: the stories in the playground (set CHROMIUM_PATH).\n');

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Browser;
let page: Page;
/** Everything the browser complained about, and every address that is not Soko's. */
let complaints: string[];

beforeAll(async () => {
  if (executable) browser = await chromium.launch({ executablePath: executable, args: flags });
}, 60_000);
afterAll(async () => browser?.close());

beforeEach(async () => {
  if (!executable) return;
  complaints = [];
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url))
      complaints.push(`elsewhere: ${request.url()}`);
  });
});
afterEach(async () => page?.close());

/** Opens the page; it is ready once it has read the schema and all its editors are there. */
async function open(path = '/'): Promise<void> {
  const schema = page.waitForResponse((response) => isAnswerTo(response, 'IntrospectionQuery'));
  await page.goto(`${url}${path}`);
  await schema;
  await page.waitForSelector(idleButton);
  await page.waitForSelector('.graphiql-query-editor .view-line >> text=/\\w/');
  await page.waitForSelector('.graphiql-response .monaco-editor');
  await page.waitForSelector('.soko-examples button:not([disabled])');
}

const isAnswerTo = (response: Response, operationName: string): boolean =>
  response.url() === `${url}/graphql` &&
  (response.request().postData() ?? '').includes(`"operationName":"${operationName}"`);

/** While an operation is under way the same button stops it. */
const idleButton = '.graphiql-execute-button[aria-label^="Execute"]';

interface Ran {
  data: Record<string, unknown>;
  errors?: unknown;
  authorization: string | undefined;
}

/** Runs the example that is in front, and waits until its answer is shown. */
async function run(name: string): Promise<Ran> {
  const answered = page.waitForResponse((response) => isAnswerTo(response, name));
  await page.click(idleButton);
  const response = await answered;
  await page.waitForSelector(idleButton);
  await page.waitForSelector('.graphiql-response .view-line >> text=/"data"/');
  const { authorization } = response.request().headers();
  const { data, errors } = (await response.json()) as { data?: Ran['data'] | null; errors?: unknown };
  return { data: data ?? {}, errors, authorization };
}

/** Brings an example to the front by way of the tour. */
async function openExample(name: string): Promise<void> {
  await page.locator('.soko-examples button', { has: page.getByText(name, { exact: true }) }).click();
  await page.waitForSelector(`.graphiql-tab-active >> text="${name}"`);
}

/** How many watch an order now. */
async function watchedOrders(): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^soko_gateway_subscriptions\{field="orderUpdated"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}

const story = executable ? it : it.skip;

describe('the playground', () => {
  story(
    'opens with an example that answers data when it is run',
    async () => {
      await open();
      expect(await page.title()).toBe('Soko · Playground');
      const { data, errors } = await run('Welcome');
      expect(errors).toBeUndefined();
      expect(data['categories']).not.toHaveLength(0);
      expect(data['products']).toMatchObject({
        nodes: expect.arrayContaining([expect.objectContaining({ title: expect.any(String) })]),
      });
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  story(
    'is what a browser gets at /graphql',
    async () => {
      await open('/graphql');
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  story(
    'explains the schema',
    async () => {
      await open();
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.getByRole('link', { name: 'Query', exact: true }).click();
      await page.getByRole('link', { name: 'products', exact: true }).first().click();
      await page.waitForSelector('.graphiql-plugin >> text=/catalogue/i');
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  story(
    'signs a stranger up, and then speaks in their name until they sign out',
    async () => {
      await open();
      await openExample('SignUp');
      const signedUp = await run('SignUp');
      expect(signedUp.authorization).toBeUndefined();
      await openExample('ReadMail');
      await until('the mail with the code', async () => {
        const { data } = await run('ReadMail');
        return (data['outbox'] as { nodes: unknown[] }).nodes.length > 0;
      });
      await openExample('Verify');
      const { data } = await run('Verify');
      const { accessToken } = data['verifyOtp'] as { accessToken: string };
      await page.waitForSelector('.soko-session >> text=/Signed in as\\s*ada-\\w+@example.org/');

      await openExample('Welcome');
      expect((await run('Welcome')).authorization).toBe(`Bearer ${accessToken}`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForSelector('.soko-session >> text="Not signed in"');
      expect((await run('Welcome')).authorization).toBeUndefined();
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  story(
    'watches an order while it is packed',
    async () => {
      const [goods, warehouse] = await Promise.all([
        buying.goodsOnSale('wambui', 5),
        signedInAs('warehouse@example.com'),
      ]);
      const { buyer, orders } = await buying.buy([[goods.small, 1]]);
      const state = {
        session: { accessToken: buyer.token, refreshToken: null, expiresAt: null, person: null },
        memory: { correlationId: 'browser-story', orderId: orders[0] },
      };
      const kept = JSON.stringify(JSON.stringify(state));
      await page.addInitScript({ content: `sessionStorage.setItem('soko-playground', ${kept})` });
      await open();
      await openExample('WatchOrder');
      const before = await watchedOrders();
      await page.click('.graphiql-execute-button');
      await until('the page to watch', async () => (await watchedOrders()) > before);
      await buying.pack(warehouse, orders[0]!);
      await page.waitForSelector('.graphiql-response .view-line >> text=/"PACKAGED"/');
      await page.click('.graphiql-execute-button');
      await until('the page to stop', async () => (await watchedOrders()) === before);
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  story(
    'says what to run first when an example needs what is not known yet',
    async () => {
      await open();
      await openExample('PublishProduct');
      await page.click('.graphiql-execute-button');
      await page.waitForSelector('.graphiql-response >> text=/CreateProduct/');
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});
