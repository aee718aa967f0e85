import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { v7 } from 'uuid';
import { WebSocket } from 'ws';
import { act } from '../harness/bettors.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { openProcesses, type Processes, type Service } from '../harness/processes.ts';

type GatewayName = 'gateway' | 'gateway-2';

interface Market {
  id: string;
  version: number;
}

interface Message {
  data?: { oddsChanged: Market | null } | null;
  extensions?: { cursor?: string; gap?: boolean };
}

/** A client that comes back by itself, to either gateway, each time from its last cursor. */
interface Watcher {
  isLive(): boolean;
  /** The versions of each market, in the order in which they came. */
  versions: Map<string, number[]>;
  gaps: number;
  reconnects(): number;
  close(): void;
}

/** An event has no more. Each is created once and changed four times. */
const markets = 200;

const query = 'subscription ($id: ID!) { oddsChanged(eventId: $id) { id version } }';

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 200));

function watcherOf(kind: 'socket' | 'stream', eventId: string, origins: readonly string[], first: number): Watcher {
  let connects = 0;
  const next = (): string => `${origins[(first + connects++) % origins.length]}/graphql`;
  const client =
    kind === 'socket'
      ? createSocketClient({
          url: () => next().replace('http', 'ws'),
          webSocketImpl: WebSocket,
          retryAttempts: Infinity,
          shouldRetry: () => true,
          retryWait: soon,
        })
      : createStreamClient({ url: next, retryAttempts: Infinity, retry: soon });
  const request = { query, variables: { id: eventId }, extensions: { resumeFrom: null as string | null } };
  const versions = new Map<string, number[]>();
  const watcher: Watcher = {
    isLive: () => request.extensions.resumeFrom !== null,
    versions,
    gaps: 0,
    reconnects: () => connects - 1,
    close: () => void client.dispose(),
  };
  client.subscribe(request, {
    next({ data, extensions }: Message) {
      request.extensions.resumeFrom = extensions?.cursor ?? request.extensions.resumeFrom;
      if (extensions?.gap) watcher.gaps += 1;
      const market = data?.oddsChanged;
      if (market) versions.set(market.id, [...(versions.get(market.id) ?? []), market.version]);
    },
    error: () => {},
    complete: () => {},
  });
  return watcher;
}

describe('1,000 changes while two gateways on Kafka end one after the other', () => {
  let processes: Processes;
  const gateways = new Map<GatewayName, Service>();
  const watchers: Watcher[] = [];
  const originOf = (name: GatewayName): string => new URL(processes.urlOf(name)).origin;
  const env = { DRAIN_DELAY_MS: '1000', ACCESS_TOKEN_MINUTES: '600' };

  beforeAll(async () => {
    processes = await openProcesses(['users', 'wallets', 'gateway', 'gateway-2'], { kafka: true });
    await Promise.all(['users', 'wallets'].map((name) => processes.start(name, env)));
    for (const name of ['gateway', 'gateway-2'] as const) gateways.set(name, await processes.start(name, env));
  }, 300_000);
  afterAll(async () => {
    for (const watcher of watchers) watcher.close();
    await processes?.close();
  });

  /** A sport event tomorrow, and its trader at each gateway. */
  async function board() {
    const origin = originOf('gateway');
    const trader = await signedInAs('trader@example.com', origin);
    const word = v7().slice(-12);
    const sport = await act(trader, 'createSport', { slug: `s-${word}`, name: `Sport ${word}` }, '... on Sport { id }');
    const cup = { sportId: sport.id, name: `Cup ${word}` };
    const { id: competitionId } = await act(trader, 'createCompetition', cup, '... on Competition { id }');
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    const event = { competitionId, name: `Race ${word}`, startsAt, idempotencyKey: v7() };
    const { id } = await act(trader, 'createSportEvent', event, '... on SportEvent { id }');
    const at = (name: GatewayName): Client => client({ url: originOf(name), token: trader.token! });
    return { eventId: id as string, at };
  }

  /** Ends one gateway while changes go to the other one, and starts it again. */
  async function during(changes: Promise<void>, name: GatewayName, ending: 'kill' | 'stop'): Promise<void> {
    await gateways.get(name)![ending]();
    gateways.set(name, await processes.start(name, env));
    await changes;
  }

  async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
    const left = [...items];
    const worker = async (): Promise<void> => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
  }

  it.each(['kill', 'stop'] as const)(
    'reach every client in order and without a gap (%s)',
    async (ending) => {
      const { eventId, at } = await board();
      const origins = [originOf('gateway'), originOf('gateway-2')];
      const own = ([0, 1] as const).flatMap((first) =>
        (['socket', 'stream'] as const).map((kind) => watcherOf(kind, eventId, origins, first)),
      );
      watchers.push(...own);
      await until('all clients to be live', () => own.every((each) => each.isLive()));

      const made: { id: string; version: number; selections: { id: string }[] }[] = [];
      const create = async (number: number): Promise<void> => {
        const selections = ['A', 'B'].map((outcome) => ({ outcome, name: `Runner ${outcome}`, odds: '2.000' }));
        const market = { sportEventId: eventId, type: 'CUSTOM', name: `Market ${number}`, selections };
        const input = { ...market, idempotencyKey: v7() };
        made.push(await act(at('gateway'), 'createMarket', input, '... on Market { id version selections { id } }'));
      };
      const changeOnce = (name: GatewayName) => async (market: (typeof made)[number]) => {
        const selections = [{ selectionId: market.selections[0]!.id, odds: `3.00${market.version}` }];
        const input = { marketId: market.id, expectedVersion: market.version, selections };
        market.version = (await act(at(name), 'setOdds', input, '... on Market { version }')).version;
      };
      const changeTwice = async (name: GatewayName): Promise<void> => {
        for (let round = 0; round < 2; round += 1) await inTurns(made, changeOnce(name));
      };
      await inTurns(
        Array.from({ length: markets }, (_, index) => index),
        create,
      );
      await during(changeTwice('gateway-2'), 'gateway', ending);
      await during(changeTwice('gateway'), 'gateway-2', ending);

      const hasLast = ({ versions }: Watcher): boolean =>
        made.every(({ id, version }) => versions.get(id)?.at(-1) === version);
      await until('the last changes', () => own.every(hasLast), 60_000).catch((error: unknown) => {
        const seen = own.map(({ versions, gaps }) => ({ gaps, count: [...versions.values()].flat().length }));
        throw new Error(`${String(error)} ${JSON.stringify(seen)}`);
      });
      for (const each of own) {
        expect(each.gaps).toBe(0);
        expect(each.versions.size).toBe(markets);
        // A state may stand for several changes of its market, and may come again after a reconnect; none comes late.
        for (const versions of each.versions.values()) expect(versions).toEqual(versions.toSorted((a, b) => a - b));
        expect(each.reconnects()).toBeGreaterThan(0);
        each.close();
      }
    },
    240_000,
  );
});
