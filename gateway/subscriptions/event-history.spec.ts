import { describe, expect, it } from '@jest/globals';
import type { FollowedEvent, LogRecord } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { createCursors } from './cursors.ts';
import { createEventHistory } from './event-history.ts';
import { createOlderEvents } from './older-events.ts';
import { createFindMissed } from './replay.ts';

const event = (topic: string, partition: number, offset: number, length = 10): FollowedEvent => ({
  topic,
  partition,
  offset,
  length,
  envelope: {
    id: `evt_${topic}_${partition}_${offset}`,
    type: `${topic}.changed`,
    version: 1,
    subject: 'a',
    sequence: offset,
    time: new Date(1_000_000 * offset + partition).toISOString(),
    correlationId: 'req_1',
    causationId: null,
    actor: { kind: 'service', id: 'test' },
    data: {},
  },
});

const offsetsOf = (events: readonly FollowedEvent[] | null) =>
  events?.map(({ partition, offset }) => `${partition}/${offset}`) ?? null;

const positions = (...offsets: number[]) =>
  new Map(offsets.map((offset, partition) => [`shop.thing/${partition}`, offset]));

describe('the history of events', () => {
  it('has the events since a position, in the order in which they came', () => {
    const history = createEventHistory(100);
    history.begin([
      { topic: 'shop.thing', partition: 0, offset: 5 },
      { topic: 'shop.thing', partition: 1, offset: 7 },
      { topic: 'other', partition: 0, offset: 0 },
    ]);
    for (const [partition, offset] of [
      [0, 5],
      [1, 7],
      [0, 6],
      [1, 8],
    ] as const) {
      history.add(event('shop.thing', partition, offset));
      history.add(event('other', 0, offset));
    }
    expect(offsetsOf(history.since(['shop.thing'], positions(6, 7)))).toEqual(['1/7', '0/6', '1/8']);
    expect(history.positions(['shop.thing'])).toEqual(positions(7, 9));
    expect(history.firsts(['shop.thing'])).toEqual(positions(5, 7));
  });

  it('forgets the oldest when there are too many, or they are too long', () => {
    const history = createEventHistory(3);
    for (const offset of [0, 1, 2, 3, 4]) history.add(event('shop.thing', 0, offset));
    expect(offsetsOf(history.since(['shop.thing'], positions(0)))).toEqual(['0/2', '0/3', '0/4']);
    expect(history.firsts(['shop.thing'])).toEqual(positions(2));
    history.add(event('shop.thing', 0, 5, 20_000_000));
    expect(offsetsOf(history.since(['shop.thing'], positions(0)))).toEqual(['0/5']);
  });

  it('begins with the events that came before the ends of the partitions were known', () => {
    const history = createEventHistory(10);
    history.add(event('shop.thing', 0, 5));
    history.begin([
      { topic: 'shop.thing', partition: 0, offset: 5 },
      { topic: 'shop.thing', partition: 1, offset: 3 },
    ]);
    expect(history.firsts(['shop.thing'])).toEqual(positions(5, 3));
    expect(history.positions(['shop.thing'])).toEqual(positions(6, 3));
  });

  it('waits for events that another process already had', async () => {
    const history = createEventHistory(10);
    history.begin([{ topic: 'shop.thing', partition: 0, offset: 5 }]);
    expect(await history.reached(['shop.thing'], positions(5), 0)).toBe(true);
    const reached = history.reached(['shop.thing'], positions(7), 60_000);
    for (const offset of [5, 6]) history.add(event('shop.thing', 0, offset));
    expect(await reached).toBe(true);
    expect(await history.reached(['shop.thing'], positions(8), 1)).toBe(false);
  });
});

describe('events that are older than the history', () => {
  /** A log of 100 events in each of two partitions, of which the history remembers none. */
  const sceneOf = (options: { maxEvents?: number; firstInLog?: number } = {}) => {
    const history = createEventHistory(10);
    history.begin([0, 1].map((partition) => ({ topic: 'shop.thing', partition, offset: 100 })));
    const stored = [0, 1].flatMap((partition) =>
      Array.from({ length: 100 }, (_, offset): LogRecord => {
        const { topic, envelope } = event('shop.thing', partition, offset);
        return { topic, partition, offset, key: 'a', envelope, value: JSON.stringify(envelope) };
      }).slice(options.firstInLog ?? 0),
    );
    const reads: number[] = [];
    const older = createOlderEvents({
      history,
      maxEvents: options.maxEvents ?? 1_000,
      log: silentLogger,
      bus: {
        async read(_, { stretches = [] }) {
          const found = stored.filter(({ partition, offset }) =>
            stretches.some(
              (each) => each.partition === partition && offset >= each.fromOffset && offset < each.toOffset,
            ),
          );
          reads.push(found.length);
          return found;
        },
      },
    });
    const find = async (...offsets: number[]) => {
      await older.fetch('shop.thing', positions(...offsets));
      return offsetsOf(older.select('shop.thing', positions(...offsets)));
    };
    return { history, older, find, reads };
  };

  it('are read from the bus in the order of their times, once for all who need them', async () => {
    const { find, reads } = sceneOf();
    const [first, ...others] = await Promise.all([find(98, 97), find(98, 97), find(99, 100), find(100, 100)]);
    expect(first).toEqual(['1/97', '0/98', '1/98', '0/99', '1/99']);
    expect(others).toEqual([first, ['0/99'], []]);
    expect(reads).toHaveLength(1);
  });

  it('are not read when they are too many', async () => {
    const { find, reads } = sceneOf({ maxEvents: 10 });
    expect(await find(89, 100)).toBeNull();
    expect(reads).toEqual([]);
    expect(await find(90, 100)).toHaveLength(10);
  });

  it('are a gap when the log has deleted some of them', async () => {
    const { find } = sceneOf({ firstInLog: 50 });
    expect(await find(49, 100)).toBeNull();
    expect(await find(50, 100)).toHaveLength(50);
  });

  it('are a gap when the history has moved on in the meantime', async () => {
    const { find, older, history } = sceneOf();
    expect(await find(99, 99)).toHaveLength(2);
    for (let offset = 100; offset < 120; offset += 1) history.add(event('shop.thing', 0, offset));
    expect(older.select('shop.thing', positions(99, 99))).toBeNull();
    expect(offsetsOf(older.select('shop.thing', positions(110, 99)))).toEqual(['1/99']);
  });
});

describe('the events that a client missed', () => {
  it('end with the latest event, also while its gateway catches up with another one', async () => {
    const history = createEventHistory(1_000);
    history.begin([{ topic: 'shop.thing', partition: 0, offset: 0 }]);
    const older = createOlderEvents({ bus: undefined, history, maxEvents: 10, log: silentLogger });
    const cursors = createCursors();
    const findMissed = createFindMissed({ cursors, history, older });
    const cursor = cursors.write({ positions: positions(5), states: new Map() });
    const found = findMissed(['shop.thing'], cursor).then((find) => {
      const events = find()?.events ?? [];
      return {
        first: events[0]?.offset,
        next: new Map([['shop.thing/0', events.at(-1)!.offset + 1]]),
        end: history.positions(['shop.thing']),
      };
    });
    // One event in each turn, as a reader of the bus gets those of a batch.
    for (let offset = 0; offset < 60; offset += 1) {
      history.add(event('shop.thing', 0, offset));
      await Promise.resolve();
    }
    const { first, next, end } = await found;
    expect(first).toBe(5);
    expect(next).toEqual(end);
    expect(end.get('shop.thing/0')).toBeLessThan(60);
  });
});
