import { afterEach, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { connect, handBus, type Subscribed } from './live-client.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

type Bus = ReturnType<typeof handBus>;
type Extensions = Record<string, unknown>;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

const gatewayOn = async (bus: Bus, env: Record<string, string> = {}, options: object = {}): Promise<TestGateway> => {
  const gateway = await startTestGateway({ events: bus.source, env, ...options });
  open.push(gateway);
  return gateway;
};

const myThings = 'subscription { myThings { note } }';

/** A subscription that is live. */
async function watch(
  gateway: TestGateway,
  options: { resumeFrom?: string | null; sub?: string; query?: string; variables?: Extensions } = {},
): Promise<Subscribed & { leave(): Promise<void> }> {
  const client = connect(gateway.url, await gateway.tokens.sign({ sub: options.sub ?? 'usr_1' }));
  open.push(client);
  const extensions = options.resumeFrom === undefined ? undefined : { resumeFrom: options.resumeFrom };
  const subscribed = client.subscribe(options.query ?? myThings, options.variables, extensions);
  await client.ask('{ __typename }');
  return Object.assign(subscribed, {
    async leave() {
      await client.close();
    },
  });
}

/** Publishes changes of things of their own, so that none replaces another. */
const change = (bus: Bus, from: number, to = from, ownerId = 'usr_1'): void => {
  for (let number = from; number <= to; number += 1) bus.publish('shop.thing', newId('prd'), number, { ownerId });
};

const numbersIn = ({ messages }: Subscribed): number[] =>
  messages.flatMap(({ data }) => {
    const thing = data?.['myThings'] as { note: string } | null;
    return thing ? [Number(thing.note)] : [];
  });

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const gapsIn = ({ extensions }: Subscribed): number => extensions.filter(({ gap }) => gap).length;

describe('a client that resumes', () => {
  it('gets what it missed, in order and once, and then what is new', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus);
    const first = await watch(gateway);
    change(bus, 1, 3);
    await first.has(3);
    const resumeFrom = first.cursor();
    await first.leave();
    change(bus, 4, 6);
    change(bus, 100, 105, 'usr_2');
    const second = await watch(gateway, { resumeFrom });
    change(bus, 7, 8);
    await second.has(5);
    expect(numbersIn(second)).toEqual([4, 5, 6, 7, 8]);
    expect(gapsIn(second)).toBe(0);
    expect(new Set(second.extensions.map(({ cursor }) => cursor)).size).toBe(5);
  });

  it('may do so from any message, at another gateway, and without a message in between', async () => {
    const bus = handBus();
    const [one, other] = [await gatewayOn(bus), await gatewayOn(bus)];
    const first = await watch(one);
    change(bus, 1, 4);
    await first.has(4);
    const second = await watch(other, { resumeFrom: first.extensions[1]!.cursor! });
    await second.has(2);
    expect(numbersIn(second)).toEqual([3, 4]);
    const third = await watch(one, { resumeFrom: second.cursor() });
    change(bus, 5);
    await third.has(1);
    expect(numbersIn(third)).toEqual([5]);
  });

  it('does not get a state again that it has', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus);
    const title = { query: 'subscription { thingChanged(id: "prd_1") { title } }' };
    const note = { query: 'subscription { thingChanged(id: "prd_1") { note } }' };
    const first = await watch(gateway, title);
    bus.publish('shop.thing', 'prd_1', 1);
    await first.has(1);
    bus.publish('shop.thing', 'prd_1', 2);
    const [second, control] = [
      await watch(gateway, { ...title, resumeFrom: first.cursor() }),
      await watch(gateway, { ...note, resumeFrom: first.cursor() }),
    ];
    bus.publish('shop.thing', 'prd_1', 3);
    await until('the control to hear of it', () => JSON.stringify(control.messages).includes('shop.thing 3'));
    expect(second.messages).toEqual([]);
  });

  it('does not get a state again after states of other things', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus);
    const all = 'subscription { myThings { title } }';
    const publish = (id: string): void => bus.publish('shop.thing', id, 1, { ownerId: 'usr_1' });
    const first = await watch(gateway, { query: all });
    for (const [index, id] of ['prd_1', 'prd_2'].entries()) {
      publish(id);
      await first.has(index + 1);
    }
    const resumed = await watch(gateway, { query: all, resumeFrom: first.cursor() });
    const fresh = await watch(gateway, { query: all });
    for (const id of ['prd_1', 'prd_2', 'prd_1']) publish(id);
    await fresh.has(2);
    const titles = ({ messages }: Subscribed) => messages.map(({ data }) => (data!['myThings'] as Extensions)['title']);
    expect([first, resumed, fresh].map(titles)).toEqual([['Kettle', 'Lamp'], [], ['Kettle', 'Lamp']]);
  });

  it('shares the execution with the others once it has caught up', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus);
    const executed = (): number =>
      gateway.log().filter(({ msg, type, event }) => msg === 'operation' && type === 'subscription' && event).length;
    const first = await watch(gateway);
    change(bus, 1, 2);
    await first.has(2);
    const later = [await watch(gateway, { resumeFrom: first.extensions[0]!.cursor! })];
    later.push(await watch(gateway, { resumeFrom: first.cursor() }));
    await later[0]!.has(1);
    const before = executed();
    change(bus, 3);
    for (const each of [first, ...later]) await until('the last change', () => numbersIn(each).includes(3));
    expect(executed()).toBe(before + 1);
    expect(later.map(numbersIn)).toEqual([[2, 3], [3]]);
  });

  it('gets what its gateway never saw from the event bus', async () => {
    const bus = handBus();
    const first = await watch(await gatewayOn(bus));
    change(bus, 1);
    await first.has(1);
    const resumeFrom = first.cursor();
    change(bus, 2, 60);
    const second = await watch(await gatewayOn(bus), { resumeFrom });
    change(bus, 61);
    await second.has(60);
    expect(numbersIn(second)).toEqual(numbers(2, 61));
    expect(gapsIn(second)).toBe(0);
  });

  it('is refused without the right, and sees only what its viewer may see', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus);
    const owner = await watch(gateway);
    change(bus, 1);
    await owner.has(1);
    const resumeFrom = owner.cursor();
    change(bus, 2, 3);
    change(bus, 10, 11, 'usr_2');
    const other = await watch(gateway, { resumeFrom, sub: 'usr_2' });
    await other.has(2);
    expect(numbersIn(other)).toEqual([10, 11]);
    const anonymous = connect(gateway.url);
    open.push(anonymous);
    const refused = anonymous.subscribe(myThings, {}, { resumeFrom });
    const closed = anonymous.subscribe('subscription { thingChanged(id: "prd_closed") { id } }', {}, { resumeFrom });
    await until('both are refused', () => refused.refused !== null && closed.completed);
    expect(refused.refused).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(closed.messages).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
  });

  it('from something that is no cursor is refused', async () => {
    const gateway = await gatewayOn(handBus());
    const { refused } = await watch(gateway, { resumeFrom: 7 as never });
    expect(refused).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'extensions.resumeFrom' } }]);
  });
});

describe('a gap', () => {
  const isTold = async (gateway: TestGateway, bus: Bus, resumeFrom: string): Promise<void> => {
    const resumed = await watch(gateway, { resumeFrom });
    await resumed.has(1);
    expect(resumed.messages).toEqual([{ data: { myThings: null } }]);
    expect(resumed.extensions).toEqual([{ cursor: expect.any(String), gap: true }]);
    change(bus, 900);
    await resumed.has(2);
    expect(numbersIn(resumed)).toEqual([900]);
    const again = await watch(gateway, { resumeFrom: resumed.extensions[0]!.cursor! });
    await again.has(1);
    expect({ numbers: numbersIn(again), gaps: gapsIn(again) }).toEqual({ numbers: [900], gaps: 0 });
  };

  it('is reported at once when there is too much to replay', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus, { SUBSCRIPTION_HISTORY: '10' });
    const first = await watch(gateway);
    change(bus, 1);
    await first.has(1);
    const resumeFrom = first.cursor();
    await first.leave();
    change(bus, 2, 30);
    await isTold(gateway, bus, resumeFrom);
  });

  it('is reported when the log lost the events, or is another one', async () => {
    const bus = handBus();
    const first = await watch(await gatewayOn(bus));
    change(bus, 1);
    await first.has(1);
    const resumeFrom = first.cursor();
    change(bus, 2, 3);
    bus.forget();
    await isTold(await gatewayOn(bus), bus, resumeFrom);
    const empty = handBus();
    await isTold(await gatewayOn(empty), empty, resumeFrom);
  });

  it.each(['nonsense', '', 'v2.abcdefgh.abcdefghijklmnop.abcdefghijklmnopqrstuv.abc'])(
    'is reported to a client with the unknown cursor "%s"',
    async (cursor) => {
      const bus = handBus();
      await isTold(await gatewayOn(bus), bus, cursor);
    },
  );

  it('is reported to a client that reads too slowly, which gets the newest state of each thing', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus, { SUBSCRIPTION_QUEUE: '5', REQUESTS_PER_ADDRESS: '100000' });
    const subscribed = await watch(gateway, {
      query: 'subscription ($id: ID!) { thingChanged(id: $id) { note } }',
      variables: { id: 'prd_1' },
    });
    // One event that is executed more slowly than the others come: they wait, and only the newest of them is executed.
    for (const sequence of numbers(1, 500)) bus.publish('shop.thing', 'prd_1', sequence + 100);
    await until('the newest state', () => JSON.stringify(subscribed.messages).includes('shop.thing 600'));
    const seen = subscribed.messages.map(({ data }) => Number(JSON.stringify(data).match(/thing (\d+)/)![1]));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length).toBeLessThan(500);
  });

  it('is reported when more things change than can wait', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus, { SUBSCRIPTION_QUEUE: '2000' });
    const subscribed = await watch(gateway);
    change(bus, 1, 1_500);
    await until('the last change', () => numbersIn(subscribed).includes(1_500), 60_000);
    expect(gapsIn(subscribed)).toBe(1);
    const seen = numbersIn(subscribed);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const missing = 1_500 - seen.length;
    // The gap is where the changes are missing.
    const at = subscribed.extensions.findIndex(({ gap }) => gap);
    expect(seen[at]! - (seen[at - 1] ?? 0)).toBe(missing + 1);
  });
});

describe('a first cursor', () => {
  it('is sent to a client that asks for it, with its field null', async () => {
    const bus = handBus();
    const gateway = await gatewayOn(bus);
    const first = await watch(gateway, { resumeFrom: null });
    await first.has(1);
    expect(first.messages).toEqual([{ data: { myThings: null } }]);
    expect(first.extensions).toEqual([{ cursor: expect.any(String) }]);
    const resumeFrom = first.cursor();
    await first.leave();
    change(bus, 1, 2);
    const second = await watch(gateway, { resumeFrom });
    await second.has(2);
    expect(numbersIn(second)).toEqual([1, 2]);
  });
});

describe('1,000 changes', () => {
  /** A client that comes back by itself, each time from its last cursor, as the documentation shows. */
  const lasting = async (gateways: { current: TestGateway }) => {
    const token = await gateways.current.tokens.sign();
    const client = connect('', undefined, {
      url: () => `${gateways.current.url.replace('http', 'ws')}/graphql`,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 1_000,
      shouldRetry: () => true,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, Math.random() * 20)),
    });
    open.push(client);
    const payload = { query: myThings, extensions: { resumeFrom: null as string | null } };
    const seen: Subscribed[`messages`] = [];
    const gaps: unknown[] = [];
    client.client.subscribe<Record<string, unknown>, { cursor: string; gap?: boolean }>(payload, {
      next({ data, extensions }) {
        payload.extensions.resumeFrom = extensions!.cursor;
        if (extensions!.gap) gaps.push(extensions);
        seen.push({ data: data ?? null });
      },
      error: () => {},
      complete: () => {},
    });
    await until('it is live', () => seen.length > 0);
    return { numbers: () => numbersIn({ messages: seen } as Subscribed), gaps, close: () => client.close() };
  };

  it('reach a client in order and once while its gateways end and others take their place', async () => {
    const bus = handBus();
    // Tokens of one gateway are valid at the others.
    const first = await gatewayOn(bus);
    const options = { keys: first.tokens.keys };
    const gateways = { current: first };
    const client = await lasting(gateways);
    const every = 200;
    for (let last = every; last <= 1_000; last += every) {
      change(bus, last - every + 1, last - every / 2);
      await until('some of them', () => client.numbers().length > last - every);
      const next = await gatewayOn(bus, {}, options);
      const [ending] = [gateways.current];
      gateways.current = next;
      const ended = ending.close();
      change(bus, last - every / 2 + 1, last);
      await ended;
    }
    await until('the last of them', () => client.numbers().includes(1_000), 60_000);
    // Before its gateway: it would try to come back.
    await client.close();
    expect(client.numbers()).toEqual(numbers(1, 1_000));
    expect(client.gaps).toEqual([]);
  });
});
