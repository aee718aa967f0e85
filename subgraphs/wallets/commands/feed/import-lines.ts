import type { EventTrail } from '@soko/events';
import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { FeedProblem } from '../../domain/feed/feed-import.ts';
import { type Heading, readFeedLine, type ReadLine } from '../../domain/feed/feed-line.ts';
import { feedBusy, type FeedBusy, feedGap, type FeedGap } from '../../domain/feed/refusals.ts';
import { placeOf } from '../../domain/feed/sequence.ts';
import type { WalletsServices } from '../../services.ts';
import { type CountedLine, countLine } from '../../store/feed/imports.ts';
import { lockProducer, noteLine } from '../../store/feed/producers.ts';
import type { SettlementWorker } from '../settlement/run-settlements.ts';
import { applyLine } from './apply-line.ts';
import { followGap, openGap } from './gaps.ts';

/** Result of the lines of one text. */
export interface FeedReport {
  applied: number;
  repeated: number;
  problems: FeedProblem[];
}

interface Options {
  trail: EventTrail;
  /** The record in which lines are counted; null for none. */
  importId: string | null;
  /** Goes on after missing lines, instead of stopping before the line that follows them. */
  acceptGap: boolean;
  /** Stops at a line that was handled before: another process sends the lines of this producer. */
  stopAtRepeat?: boolean;
  /** Number of the first line of the text; 1 by default. */
  firstLine?: number;
  /** Line before which nothing is applied: an earlier process has handled it. */
  from?: number;
  /** Lines just before the text whose number cannot be read. */
  unreadable?: number;
}

export interface ImportServices extends Pick<WalletsServices, 'pool'> {
  settlements: Pick<SettlementWorker, 'wake'>;
}

/** A line with a place in the feed. `line` is its number in the text. */
type PlacedLine = ReadLine & { heading: Heading; number: number };

type TakenLine = [read: PlacedLine, unreadable: number, options: Options];

type Outcome = { applied: string | null } | 'repeat' | 'busy' | { gap: { expected: number; found: number } };

/** Reasons quote text of the line. Postgres and logs want neither control characters nor halves of pairs. */
const toPrintable = (reason: string): string => reason.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 500);

const countIn = async (client: Queryable, { importId, trail }: Options, counted: CountedLine) => {
  if (importId !== null) await countLine(client, importId, counted, trail.now());
};

/**
 * Applies a line and notes its number in one transaction: a repeat of it changes nothing, wherever the process ended. Missing
 * lines suspend the producer's markets until they come or are given up.
 */
const takeLine = ({ pool }: ImportServices, ...[read, unreadable, options]: TakenLine): Promise<Outcome> =>
  inTransaction(pool, async (client): Promise<Outcome> => {
    const { trail, acceptGap } = options;
    const { seq } = read.heading;
    const about = { line: read.number, seq };
    const producer = await lockProducer(client, read.heading.producer);
    const place = placeOf(seq, producer.lastSeq, unreadable);
    if (place === 'repeat') {
      await countIn(client, options, { ...about, counted: 'repeated', reason: null });
      return 'repeat';
    }
    if (place === 'gap' && !acceptGap) {
      await openGap(client, producer, seq, trail);
      return { gap: { expected: (producer.lastSeq ?? 0) + 1, found: seq } };
    }
    const problem = read.line === null ? read.problem : await applyLine(client, read.line, trail);
    if (problem !== null && typeof problem !== 'string') return 'busy';
    await noteLine(client, producer.name, seq, trail.now());
    await followGap(client, producer, { seq, event: read.line?.event ?? null }, trail);
    const reason = problem === null ? null : toPrintable(problem);
    await countIn(client, options, { ...about, counted: reason === null ? 'applied' : 'refused', reason });
    return { applied: reason };
  });

/** Pauses while a market's earlier settlement is paid: 1.6 seconds together. */
const pausesMs = [10, 20, 50, 100, 200, 400, 800];

/** Takes a line, and waits a little for the settlement that it follows. `busy` when that one takes longer. */
async function takeLineInTime(services: ImportServices, ...line: TakenLine): Promise<Outcome> {
  let outcome = await takeLine(services, ...line);
  for (const ms of pausesMs) {
    if (outcome !== 'busy') break;
    services.settlements.wake();
    await pause(ms);
    outcome = await takeLine(services, ...line);
  }
  return outcome;
}

/**
 * Applies the lines of a feed in their order. Lines that were handled before are skipped; a line that cannot be applied is
 * reported and the next one follows; missing lines stop the import. Bets of the lines are settled in the background.
 */
export async function importLines(
  services: ImportServices,
  text: string,
  options: Options,
): Promise<FeedReport | FeedGap | FeedBusy> {
  try {
    return await takeLines(services, text, options);
  } finally {
    services.settlements.wake();
  }
}

async function takeLines(
  services: ImportServices,
  text: string,
  options: Options,
): Promise<FeedReport | FeedGap | FeedBusy> {
  const report: FeedReport = { applied: 0, repeated: 0, problems: [] };
  const { firstLine = 1, from = 1 } = options;
  let { unreadable = 0 } = options;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = firstLine + index;
    if (raw.trim() === '' || line < from) continue;
    const read = readFeedLine(raw);
    if (read.heading === null) {
      unreadable += 1;
      const problem = { line, seq: null, reason: toPrintable(read.problem) };
      report.problems.push(problem);
      await countIn(services.pool, options, { ...problem, counted: 'refused' });
      continue;
    }
    const { heading } = read;
    const outcome = await takeLineInTime(services, { ...read, heading, number: line }, unreadable, options);
    if (outcome === 'busy') return feedBusy({ ...heading, line }, report);
    if (outcome === 'repeat') report.repeated += 1;
    if (outcome === 'repeat' && options.stopAtRepeat === true) return report;
    if (outcome === 'repeat') continue;
    if ('gap' in outcome) return feedGap({ ...outcome.gap, producer: heading.producer, line }, report);
    else if (outcome.applied === null) report.applied += 1;
    else report.problems.push({ line, seq: heading.seq, reason: outcome.applied });
    unreadable = 0;
  }
  return report;
}
