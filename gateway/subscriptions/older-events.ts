import type { EventBus, FollowedEvent, LogRecord, Stretch } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import type { EventHistory } from './event-history.ts';
import { partitionName, type Positions } from './positions.ts';

/** Events that are older than the history in memory, read from the event bus for clients that resume. */
export interface OlderEvents {
  /** Reads what the history no longer has of a topic since `positions`, unless that is too much. */
  fetch(topic: string, positions: Positions): Promise<void>;
  /**
   * The events of a topic from `positions` to the first that the history remembers, in the order of their times. Null when
   * one is missing: they were too many, or are no longer in the log.
   */
  select(topic: string, positions: Positions): FollowedEvent[] | null;
}

/** What was read is kept for so long: the clients of another gateway that ended come one after another. */
const keptMs = 30_000;

/** Least number of events of a partition to read at once. */
const leastRead = 250;

interface Read {
  /** Where the read began. Between it and `from` the log has nothing any more. */
  asked: Positions;
  from: Positions;
  to: Positions;
  events: FollowedEvent[];
}

const eventIn = ({ topic, partition, offset, envelope, value }: LogRecord): FollowedEvent[] =>
  envelope === null ? [] : [{ topic, partition, offset, envelope, length: value.length }];

/** Orders events by their times without changing the order within a partition, where clocks may differ. */
function inOrderOfTime(events: readonly FollowedEvent[]): FollowedEvent[] {
  const latest = new Map<string, string>();
  const dated = events.map((event) => {
    const name = partitionName(event);
    const before = latest.get(name) ?? '';
    const time = event.envelope.time > before ? event.envelope.time : before;
    latest.set(name, time);
    return { event, time };
  });
  return dated.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ event }) => event);
}

export function createOlderEvents(options: {
  bus: Pick<EventBus, 'read'> | undefined;
  history: EventHistory;
  /** Greatest number of events of a partition that are read again. */
  maxEvents: number;
  log: Logger;
}): OlderEvents {
  const { bus, history, maxEvents, log } = options;
  const kept = new Map<string, Read>();
  /** One read of a topic at a time: most clients that wait find what they need in its result, or share its failure. */
  const turns = new Map<string, Promise<void>>();
  let asked = 0;
  /** By topic: the last client that waited for a read when it failed. */
  const failedFor = new Map<string, number>();

  const readFromBus = async (source: Pick<EventBus, 'read'>, topic: string, distance: number): Promise<Read> => {
    const stretches = [...history.firsts([topic])].map(([name, first]): Stretch => {
      const partition = Number(name.slice(topic.length + 1));
      return { partition, fromOffset: Math.max(0, first - distance), toOffset: first };
    });
    const limit = stretches.reduce((sum, { fromOffset, toOffset }) => sum + toOffset - fromOffset, 0);
    const records = limit === 0 ? [] : await source.read(topic, { stretches, limit });
    const firstOf = (partition: number): number | undefined =>
      records.find((record) => record.partition === partition)?.offset;
    const named = (offsetOf: (stretch: Stretch) => number): Positions =>
      new Map(stretches.map((stretch) => [partitionName({ topic, ...stretch }), offsetOf(stretch)]));
    return {
      asked: named(({ fromOffset }) => fromOffset),
      // The log may have deleted its oldest events.
      from: named(({ partition, toOffset }) => firstOf(partition) ?? toOffset),
      to: named(({ toOffset }) => toOffset),
      events: inOrderOfTime(records.flatMap(eventIn)),
    };
  };

  const keep = (topic: string, read: Read): void => {
    kept.set(topic, read);
    setTimeout(() => kept.get(topic) === read && kept.delete(topic), keptMs).unref();
  };

  const select = (topic: string, positions: Positions): FollowedEvent[] | null => {
    const firsts = history.firsts([topic]);
    const read = kept.get(topic);
    for (const [name, first] of firsts) {
      const wanted = positions.get(name) ?? -1;
      if (wanted >= first) continue;
      if (!read || wanted < read.from.get(name)! || read.to.get(name)! < first) return null;
    }
    return (read?.events ?? []).filter((event) => {
      const name = partitionName(event);
      return event.offset >= positions.get(name)! && event.offset < firsts.get(name)!;
    });
  };

  /** True when what is missing was asked for and is not there: another read would find nothing more. */
  const isKnownToBeGone = (topic: string, positions: Positions): boolean => {
    const read = kept.get(topic);
    return (
      read !== undefined &&
      [...history.firsts([topic])].every(
        ([name, first]) =>
          (positions.get(name) ?? -1) >= (read.asked.get(name) ?? Infinity) && read.to.get(name)! >= first,
      )
    );
  };

  const fetchInTurn = async (source: Pick<EventBus, 'read'>, topic: string, positions: Positions): Promise<void> => {
    if (select(topic, positions) !== null || isKnownToBeGone(topic, positions)) return;
    const missing = [...history.firsts([topic])].map(([name, first]) => first - (positions.get(name) ?? -Infinity));
    const distance = Math.max(...missing);
    if (distance > maxEvents) return;
    keep(topic, await readFromBus(source, topic, Math.min(maxEvents, Math.max(leastRead, distance * 4))));
  };

  return {
    fetch(topic, positions) {
      if (!bus) return Promise.resolve();
      const number = (asked += 1);
      const turn = (turns.get(topic) ?? Promise.resolve())
        .then(() => (number <= (failedFor.get(topic) ?? 0) ? undefined : fetchInTurn(bus, topic, positions)))
        .catch((error: unknown) => {
          failedFor.set(topic, asked);
          log.warn({ err: error, topic }, 'could not read older events; clients that resume get a gap');
        });
      turns.set(topic, turn);
      return turn;
    },
    select,
  };
}
