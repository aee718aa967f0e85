import { afterEach, describe, expect, it } from '@jest/globals';
import { withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { v7 } from 'uuid';
import { type Balancer, startBalancer } from '../harness/balancer.ts';
import { fillCart, goodsOnSale, placeOrder, quote } from '../harness/buying.ts';
import { client } from '../harness/client.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { openProcesses, type Processes, type Service } from '../harness/processes.ts';

describe('a Soko in one process that gets SIGTERM', () => {
  let processes: Processes;
  afterEach(() => processes.close());

  it('ends in order while a payment provider hangs, and continues the payment at the next start', async () => {
    processes = await openProcesses(['standalone']);
    const { gatewayUrl: url, databaseUrl } = processes;
    const stripe = stripeAdmin(processes.stripeAdmin);
    // The next start takes over what this one leaves behind.
    const env = { PAYMENT_CALL_LEASE_MS: '3000', ORDERS_SAGA_LEASE_MS: '3000', NOTIFICATIONS_OUTBOX: 'true' };
    const soko = await processes.start('standalone', env);
    const goods = await goodsOnSale('stopping', 10, url);
    const guest = client({ url });
    const { id } = await quote(guest, await fillCart(guest, [[goods.small, 1]]));
    await stripe.call('PUT', 'latency', { beforeMs: { min: 60_000, max: 60_000 }, afterMs: { min: 0, max: 0 } });

    const key = v7();
    const first = placeOrder(guest, id, 'pm_card_visa', key).catch(() => null);
    const payments = new pg.Client({ connectionString: withDatabase(databaseUrl, 'soko_payments') });
    await payments.connect();
    try {
      await until('a call to the provider', async () => (await payments.query('SELECT FROM provider_call')).rowCount);
    } finally {
      await payments.end();
    }
    const startedAt = Date.now();
    expect(await soko.stop()).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    expect(soko.output()).not.toContain('Cannot use a pool');
    // The client got an answer, and it was not "confirmed".
    expect((await first)?.status).not.toBe('CONFIRMED');

    await stripe.call('PUT', 'latency', { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } });
    await processes.start('standalone', env);
    await until(
      'the order to be confirmed',
      async () => (await placeOrder(guest, id, 'pm_card_visa', key)).status === 'CONFIRMED',
      20_000,
    );
    expect(await stripe.call('GET', 'objects/payment_intents')).toMatchObject({ total: 1 });
  });
});

describe('a rolling restart with two gateways and two processes of a subgraph', () => {
  let processes: Processes;
  const balancers: Balancer[] = [];
  afterEach(async () => {
    await Promise.all(balancers.map((each) => each.close()));
    await processes.close();
  });

  it('fails no request', async () => {
    const names = ['users', 'users-2', 'gateway', 'gateway-2'];
    processes = await openProcesses(names);
    const originOf = (name: string): string => new URL(processes.urlOf(name)).origin;
    const balance = async (...balanced: string[]): Promise<string> => {
      const balancer = await startBalancer(balanced.map(originOf));
      balancers.push(balancer);
      return balancer.url;
    };
    const users = await balance('users', 'users-2');
    const url = await balance('gateway', 'gateway-2');
    // The balancer checks every 50 ms, but it shares its cores with everything else.
    const env = { USERS_URL: `${users}/graphql`, DRAIN_DELAY_MS: '3000' };
    const start = (name: string): Promise<Service> => processes.start(name, env);
    const services = new Map<string, Service>();
    // The gateways read the keys of users at their start.
    for (const pair of [names.slice(0, 2), names.slice(2)])
      await Promise.all(pair.map(async (name) => services.set(name, await start(name))));

    const failed: unknown[] = [];
    let answered = 0;
    let isOver = false;
    const logIn = async (name: string): Promise<void> => {
      // A mutation: nothing repeats it.
      const { data, errors } = await client({ url }).ask(
        `mutation($input: LogInInput!) { logIn(input: $input) { ... on Session { accessToken } } }`,
        { input: { email: `${name}@example.com`, password: 'soko-demo-2026' } },
      );
      if (data?.logIn.accessToken === undefined) throw new Error(JSON.stringify(errors ?? data));
      answered += 1;
    };
    const people = Promise.all(
      ['customer', 'seller', 'seller2', 'warehouse', 'courier', 'support'].map(async (name) => {
        while (!isOver) await logIn(name).catch((error: unknown) => failed.push(String(error)));
      }),
    );
    await until('both gateways at work', () => answered > 50);
    failed.splice(0);
    for (const name of names) {
      const { stop, output } = services.get(name)!;
      if ((await stop()) !== 0) throw new Error(`${name} did not stop in order:\n${output()}`);
      services.set(name, await start(name));
      await until('every process in use', () => balancers.every((each) => each.isComplete()));
    }
    isOver = true;
    await people;
    if (failed.length > 0) failed.push(...[...services.values()].map(({ output }) => output()));
    expect(failed).toEqual([]);
  });
});
