import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CollectedSpan, startTraceCollector, until } from '@soko/testing';
import { metricsIn, readQueries } from '../../scripts/monitoring/read-monitoring.mjs';
import * as buying from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import { createOpenings } from '../harness/openings.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { seededDataFolder, startSoko, tracedBy } from '../harness/soko.mjs';
import { watcher } from '../harness/watching.ts';

const program = resolve(import.meta.dirname, '../../dist/server');

/** What Node loads with a program before the program asks for more. */
function loadedWith(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = readFileSync(join(program, file), 'utf8');
  for (const [, chunk] of text.matchAll(/^(?:import|export)\b[^;]*?"\.\/([\w.-]+\.js)";$/gm)) loadedWith(chunk!, known);
  return known;
}

/** In separate processes, each service has its own metrics, which only its operator reaches. */
const inOneProcess = process.env['SOKO_TRACES'] === undefined ? it : it.skip;

describe('what operators see', () => {
  const openings = createOpenings();
  let url: string;
  let traces: string;

  // Separate processes are traced in all stories. One process has its own here: otherwise none is.
  beforeAll(async () => {
    const { SOKO_TRACES: known, SOKO_URL: shared } = process.env;
    [url, traces] = [shared!, known!];
    if (known !== undefined) return;
    const collector = await openings.open(startTraceCollector(), (it) => it.close());
    const dataFolder = await openings.open(seededDataFolder(), (folder) =>
      rm(folder, { recursive: true, force: true }),
    );
    const soko = await openings.open(startSoko({ dataFolder, env: tracedBy(collector) }), (it) => it.stop());
    [url, traces] = [soko.url, collector.url];
  });
  afterAll(() => openings.close());

  const spansOf = async (trace: string): Promise<CollectedSpan[]> =>
    (await fetch(`${traces}/spans/${trace}`)).json() as Promise<CollectedSpan[]>;

  it('has a checkout as one trace, from the gateway to the mail and to what is pushed', async () => {
    const visitor = client({ url });
    const goods = await buying.goodsOnSale('traced', 10, url);
    const email = newAddress('traced');
    const buyer = await signUp(email, visitor);
    const watching = watcher(buyer.token, url);
    const orders = await watching.watch('subscription { myOrders { id status } }');
    await buying.fillCart(buyer, [[goods.small, 1]]);
    const { id: quoteId } = await buying.quote(buyer, null);

    const traceId = randomBytes(16).toString('hex');
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    const traced: Client = {
      ...buyer,
      data: async (document, variables) => (await buyer.ask(document, variables, { traceparent })).data,
    };
    expect(await buying.placeOrder(traced, quoteId)).toMatchObject({ status: 'CONFIRMED' });
    await orders.sees('the order', ({ myOrders }) => myOrders?.status === 'CONFIRMED');
    watching.close();

    const isAt = (service: string, name: string) => (span: CollectedSpan) =>
      (name.endsWith('.') ? span.name.startsWith(name) : span.name === name) &&
      [`soko-${service}`, 'soko'].includes(span.service);
    const steps: [service: string, name: string][] = [
      ['gateway', 'mutation placeOrder'],
      ['gateway', 'fetch orders'],
      ['orders', 'orders mutation'],
      ['orders', 'ask fulfilment'],
      ['fulfilment', 'fulfilment mutation'],
      ['orders', 'ask payments'],
      ['payments', 'payments mutation'],
      ['orders', 'publish orders.order.confirmed'],
      ['orders', 'send orders.order.confirmed'],
      ['notifications', 'consume orders.order.confirmed'],
      // On a busy machine the newest event of the order takes the place of the others.
      ['gateway', 'push orders.order.'],
      ['gateway', 'subscription myOrders'],
    ];
    let spans: CollectedSpan[] = [];
    await until(
      'all steps are in the trace',
      async () => {
        spans = await spansOf(traceId);
        // Which services need a transaction is theirs to know. Its span may be sent after the others.
        const hasTransaction = spans.some(({ name }) => name === 'transaction');
        return hasTransaction && steps.every(([service, name]) => spans.some(isAt(service, name)));
      },
      90_000,
      100,
    ).catch((error: unknown) => {
      const missing = steps.filter(([service, name]) => !spans.some(isAt(service, name)));
      throw new Error(`Not in the trace: ${missing.map((step) => step.join(': ')).join('; ')}`, { cause: error });
    });
    // Nothing of the buyer and of the payment.
    const text = JSON.stringify(spans);
    for (const secret of [email, 'guest@example.org', 'Otieno', 'Hauptstr', 'pm_card', buyer.token!])
      expect(text).not.toContain(secret);
    // Each span is below another one of the trace, or below the client's.
    const known = new Set([...spans.map(({ spanId }) => spanId), traceparent.split('-')[2]]);
    const top = spans.find(isAt('gateway', 'mutation placeOrder'));
    expect(top).toMatchObject({ parentSpanId: traceparent.split('-')[2], attributes: { 'soko.outcome': 'ok' } });
    await until('the spans above all of them', async () => {
      spans = await spansOf(traceId);
      for (const { spanId } of spans) known.add(spanId);
      return spans.every(({ parentSpanId }) => known.has(parentSpanId));
    });
  });

  inOneProcess('has every metric that boards and alerts name', async () => {
    const served = await (await fetch(`${url}/metrics`)).text();
    const known = new Set([...served.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name));
    const missing = readQueries().flatMap(({ where, expr }) =>
      metricsIn(expr).flatMap((metric) => (known.has(metric) ? [] : [`${where}: ${metric}`])),
    );
    expect(missing).toEqual([]);
  });

  it('needs no code of traces without a collector', () => {
    for (const file of ['standalone.js', 'service.js']) {
      const loaded = [...loadedWith(file)];
      const has = (text: string) => loaded.some((each) => readFileSync(join(program, each), 'utf8').includes(text));
      // It finds what is loaded.
      expect(has('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe(true);
      expect(has('BatchSpanProcessor')).toBe(false);
    }
    const all = readdirSync(program).filter((file) => file.endsWith('.js'));
    expect(all.some((file) => readFileSync(join(program, file), 'utf8').includes('BatchSpanProcessor'))).toBe(true);
  });
});
