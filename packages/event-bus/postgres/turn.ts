import type { Logger } from '@soko/log';
import { park, type Parking } from './dead-letters.ts';
import type { Lane } from './lane.ts';
import {
  commitOffsets,
  committedOffsets,
  lanesBehind,
  type LogEntry,
  lock,
  nextEntries,
  unlock,
} from './lane-statements.ts';
import { type BatchTools, runBatch } from './run-batch.ts';
import type { Session } from './session.ts';

export interface TurnOptions {
  lanes: Set<Lane>;
  /** Number of entries to read for a lane at once. */
  batchSize: number;
  /** Number of lanes to read for at once, so that a large backlog does not fill the memory. */
  lanesAtOnce?: number;
  /** Time in milliseconds between tries for lanes of other processes. */
  takeOverMs: number;
  log: Logger;
  replayLater: BatchTools['replayLater'];
  /** Called when a lane has finished its batch. */
  wake: () => void;
}

/**
 * The work of a process for all its lanes each time it wakes: lock free lanes, commit handled positions, unlock closing
 * lanes, and read for idle lanes that are behind. A few statements, for any number of lanes.
 */
export function createTurn(options: TurnOptions) {
  const { lanes } = options;
  let nextTakeOver = 0;

  /** Removes closed lanes. */
  const sweep = (): void => {
    for (const lane of lanes) if (lane.closing && !lane.owned && lane.running === null) lanes.delete(lane);
  };

  /** The session ended, and its locks with it. */
  const lost = (): void => {
    nextTakeOver = 0;
    for (const lane of lanes) {
      lane.owned = false;
      lane.stop.abort();
    }
    sweep();
  };

  const take = async (session: Session): Promise<void> => {
    const now = Date.now();
    if (now < nextTakeOver) return;
    const free = [...lanes].filter((lane) => !lane.owned && !lane.closing && lane.running === null);
    nextTakeOver = now + options.takeOverMs;
    if (free.length > 0) await own(session, free);
  };

  const turn = async (session: Session, isNews: (topic: string) => boolean): Promise<void> => {
    sweep();
    await take(session);
    await commit(session, [...lanes]);
    await letGo(
      session,
      [...lanes].filter((lane) => lane.closing && lane.owned && lane.running === null),
    );
    sweep();
    await read(session, options, isNews);
  };

  return { turn, lost, soon: () => void (nextTakeOver = 0) };
}

async function own(session: Session, free: readonly Lane[]): Promise<void> {
  const got = await lock(session, free);
  if (got.length === 0) return;
  // A separate statement: it must see what the last owner committed before it released the lock.
  const offsets = await committedOffsets(session, got);
  got.forEach((lane, index) => {
    lane.position = lane.committed = offsets[index]!;
    lane.stop = new AbortController();
    if (lane.closing) lane.stop.abort();
    lane.owned = true;
    lane.isUnsure = true;
  });
}

async function commit(session: Session, lanes: readonly Lane[]): Promise<void> {
  const moved = lanes.filter((lane) => lane.owned && lane.position > lane.committed);
  if (moved.length === 0) return;
  const positions = moved.map((lane) => lane.position);
  await commitOffsets(session, moved, positions);
  moved.forEach((lane, index) => (lane.committed = positions[index]!));
}

async function letGo(session: Session, closing: readonly Lane[]): Promise<void> {
  if (closing.length === 0) return;
  // A handler may have finished during the last commit.
  await commit(session, closing);
  await unlock(session, closing);
  for (const lane of closing) lane.owned = false;
}

async function read(session: Session, options: TurnOptions, isNews: (topic: string) => boolean): Promise<void> {
  const now = Date.now();
  const idle = [...options.lanes].filter(
    (lane) =>
      (lane.isUnsure || isNews(lane.topic)) &&
      lane.owned &&
      !lane.closing &&
      lane.running === null &&
      lane.restUntil <= now,
  );
  if (idle.length === 0) return;
  const behind = await lanesBehind(session, idle);
  for (const lane of idle) lane.isUnsure = behind.has(lane);
  const chosen = [...behind.keys()].slice(0, options.lanesAtOnce ?? 64);
  if (chosen.length === 0) return;
  const entries = await nextEntries(session, chosen, options.batchSize);
  for (const [lane, batch] of entries) {
    if (batch.length > 0) start(session, lane, batch, options);
    // Everything up to this end was pruned.
    else lane.position = behind.get(lane)!;
  }
  if (behind.size > chosen.length) options.wake();
}

function start(
  session: Session,
  lane: Lane,
  batch: readonly LogEntry[],
  { log, wake, replayLater }: TurnOptions,
): void {
  const tools = { log, replayLater, park: (parking: Parking) => park(session, parking) };
  lane.running = runBatch(lane, batch, tools)
    .catch((error: unknown) => {
      log.error({ err: error, group: lane.group, topic: lane.topic }, 'could not park an event; retrying');
      lane.restUntil = Date.now() + 1_000;
    })
    .finally(() => {
      lane.running = null;
      lane.isUnsure = true;
      wake();
    });
}
