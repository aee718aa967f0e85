import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import type { EventSource } from '../index.ts';
import { connect, handBus, type Subscribed } from './live-client.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

const gatewayOn = async (events: EventSource): Promise<TestGateway> => {
  const gateway = await startTestGateway({ events });
  open.push(gateway);
  return gateway;
};

describe('a gateway that has not joined the event bus yet', () => {
  it('lets its first subscribers wait, over sockets and streams, and then shows them everything', async () => {
    const bus = handBus();
    let attempts = 0;
    const events: EventSource = {
      ...bus.source,
      follow: (wanted) => {
        attempts += 1;
        return attempts <= 3 ? Promise.reject(new Error('no leader')) : bus.source.follow(wanted);
      },
    };
    const starting = await gatewayOn(events);
    const client = connect(starting.url, await starting.tokens.sign());
    open.push(client);
    const subscribed = client.subscribe('subscription { myThings { title } }');
    const stream = await fetch(`${starting.url}/graphql`, {
      method: 'POST',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'subscription { thingSeen(id: "prd_1") { title } }' }),
    });
    expect(stream.status).toBe(200);
    await client.ask('{ __typename }');
    expect(attempts).toBeGreaterThan(3);
    expect(subscribed.refused).toBeNull();
    bus.publish('shop.thing', 'prd_1', 7, { ownerId: 'usr_1' });
    await subscribed.has(1);
    const reader = stream.body!.getReader();
    let text = '';
    while (!text.includes('event: next')) text += new TextDecoder().decode((await reader.read()).value);
    expect(text).toContain('"title":"7"');
    await reader.cancel();
  });
});

describe('what a gateway cannot read again', () => {
  const watch = async (gateway: TestGateway, resumeFrom?: string): Promise<Subscribed> => {
    const client = connect(gateway.url, await gateway.tokens.sign());
    open.push(client);
    const extensions = resumeFrom === undefined ? undefined : { resumeFrom };
    const subscribed = client.subscribe('subscription { myThings { note } }', {}, extensions);
    await client.ask('{ __typename }');
    return subscribed;
  };
  const isTold = async (resumed: Subscribed): Promise<void> => {
    await resumed.has(1);
    expect(resumed.extensions).toEqual([{ cursor: expect.any(String), gap: true }]);
  };

  it('is read once for all clients that wait, whether the log fails or has lost it', async () => {
    const bus = handBus();
    const change = (sequence: number): void => bus.publish('shop.thing', 'prd_1', sequence, { ownerId: 'usr_1' });
    const first = await watch(await gatewayOn(bus.source));
    change(1);
    await first.has(1);
    const resumeFrom = first.cursor();
    for (const sequence of [2, 3]) change(sequence);
    let reads = 0;
    const reading = (read: EventSource['read']): EventSource => ({
      ...bus.source,
      read(...asked) {
        reads += 1;
        return read(...asked);
      },
    });
    let refuse = (): void => {};
    const refused = new Promise<never>((_, reject) => (refuse = () => reject(new Error('no broker'))));
    const failing = await gatewayOn(reading(() => refused));
    const waiting = Promise.all([1, 2, 3].map(() => watch(failing, resumeFrom)));
    await until('all three to wait', () => {
      const started = failing.log().filter(({ msg, type }) => msg === 'operation' && type === 'subscription');
      return reads === 1 && started.length === 3;
    });
    refuse();
    for (const resumed of await waiting) await isTold(resumed);
    expect(reads).toBe(1);
    bus.forget();
    const emptied = await gatewayOn(reading(bus.source.read));
    for (let attempt = 0; attempt < 3; attempt += 1) await isTold(await watch(emptied, resumeFrom));
    expect(reads).toBe(2);
  });
});
