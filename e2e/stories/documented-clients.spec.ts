import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { EventSource } from 'undici';
import { WebSocket } from 'ws';
import { act, openTrading } from '../harness/bettors.ts';
import * as buying from '../harness/buying.ts';
import { type Client } from '../harness/client.ts';
import * as fulfilling from '../harness/fulfilling.ts';
import { signedInAs } from '../harness/client.ts';

const root = resolve(import.meta.dirname, '../..');
/** Where the examples find the packages that they import. */
const folder = join(root, `node_modules/.cache/documented-clients-${process.pid}`);
const url = process.env['SOKO_URL']!;

type Watch = (options: Record<string, unknown>) => () => void;

interface Order {
  number: string;
  status: string;
}

/** The examples in the section "Clients" of docs/using-the-api.md, by the package that they use. */
async function examples(): Promise<{ code: string[]; shell: string }> {
  const page = await readFile(join(root, 'docs/using-the-api.md'), 'utf8');
  const section = /\n### Clients\n([^]*?)\n## /.exec(page)![1]!;
  const blocks = (language: string): string[] =>
    [...section.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``, 'g'))].map((found) => found[1]!);
  return { code: blocks('js'), shell: blocks('sh')[0]! };
}

describe('the clients in the documentation', () => {
  const open: (() => void)[] = [];
  let code: string[];
  let shell: string;
  let goods: buying.Goods;
  let warehouse: Client;

  const load = async (name: string, of: string): Promise<Record<string, Watch>> => {
    const file = join(folder, `${name}.mjs`);
    await writeFile(file, of);
    return (await import(pathToFileURL(file).href)) as Record<string, Watch>;
  };

  beforeAll(async () => {
    // As in a browser. Node 20 has neither.
    Object.assign(globalThis, { WebSocket, EventSource });
    ({ code, shell } = await examples());
    await mkdir(folder, { recursive: true });
    [goods, warehouse] = await Promise.all([buying.goodsOnSale('documented', 20), signedInAs('warehouse@example.com')]);
  });
  afterEach(() => open.splice(0).forEach((close) => close()));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are four', () => {
    expect(code.map((each) => /'graphql-ws'|'graphql-sse'|EventSource/.exec(each)?.[0])).toEqual([
      "'graphql-ws'",
      "'graphql-sse'",
      'EventSource',
    ]);
    expect(shell).toMatch(/^curl/);
  });

  it('show every step of an order: graphql-ws, graphql-sse and curl', async () => {
    const bought = await buying.buy([[goods.small, 1]]);
    const { token } = bought.buyer;
    const seen: Record<string, Order[]> = { socket: [], stream: [], curl: [] };
    const gaps: unknown[] = [];
    for (const [index, name] of ['socket', 'stream'].entries()) {
      const { watchOrders } = await load(name, code[index]!);
      const onOrder = (order: Order): void => void seen[name]!.push(order);
      open.push(watchOrders!({ url, accessToken: async () => token, onOrder, onGap: () => gaps.push(name) }));
    }
    const curl = spawn('bash', ['-c', shell], { env: { ...process.env, URL: url, TOKEN: token } });
    open.push(() => curl.kill());
    let text = '';
    curl.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      seen['curl'] = [...text.matchAll(/^data: (.*)\n\n/gm)].map(
        ([, data]) => (JSON.parse(data!) as { data: { myOrders: Order } }).data.myOrders,
      );
    });
    const subscribers = async (): Promise<number> => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/^soko_gateway_subscriptions\{field="myOrders"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
    };
    await until('all three to be live', async () => (await subscribers()) >= 3);
    await fulfilling.pack(warehouse, bought.orders[0]!);
    for (const name of Object.keys(seen)) {
      await until(`${name} to see that it is packed`, () => seen[name]!.at(-1)?.status === 'PACKAGED');
    }
    // None of them sees a state twice.
    for (const orders of Object.values(seen)) {
      const statuses = orders.map(({ status }) => status);
      expect(statuses).toEqual([...new Set(statuses)]);
    }
    expect(gaps).toEqual([]);
  });

  it('show new odds to everyone: EventSource', async () => {
    const { watchOdds } = await load('source', code[2]!);
    const trading = await openTrading();
    const { id } = await trading.market();
    const { market } = await trading.trader.data(
      'query ($id: ID!) { market(id: $id) { version event { id } selections { id } } }',
      { id },
    );
    const seen: { version: number }[] = [];
    const onMarket = (changed: { version: number }): void => void seen.push(changed);
    open.push(watchOdds!({ url, eventId: market.event.id, onMarket, onGap() {} }));
    // Whatever changes before the stream is live is not reported: change it until it is.
    let { version } = market;
    await until('new odds', async () => {
      const selections = [{ selectionId: market.selections[0].id, odds: `3.${100 + version}` }];
      const input = { marketId: id, expectedVersion: version, selections };
      ({ version } = await act(trading.trader, 'setOdds', input, '... on Market { version }'));
      return seen.length > 0;
    });
    await until('the last odds', () => seen.at(-1)!.version === version);
  });
});
