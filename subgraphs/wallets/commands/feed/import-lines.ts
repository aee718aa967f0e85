import type { EventTrail } from '@soko/events';
import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '@soko/postgres';
import { type Heading, readFeedLine, type ReadLine } from '../../domain/feed/feed-line.ts';
import { feedBusy, type FeedBusy, feedGap, type FeedGap } from '../../domain/feed/refusals.ts';
import { placeOf } from '../../domain/feed/sequence.ts';
import type { WalletsServices } from '../../services.ts';
import { lockProducer, noteLine } from '../../store/feed/producers.ts';
import type { SettlementWorker } from '../settlement/run-settlements.ts';
import { applyLine } from './apply-line.ts';

export interface FeedProblem {
  /** Number of the line in the text, from 1. */
  line: number;
  seq: number | null;
  reason: string;
}

/** Result of the lines of one text. */
export interface FeedReport {
  applied: number;
  repeated: number;
  problems: FeedProblem[];
}

interface Options {
  trail: EventTrail;
  /** Goes on after missing lines, instead of stopping before the line that follows them. */
  acceptGap: boolean;
}

export interface ImportServices extends Pick<WalletsServices, 'pool'> {
  settlements: Pick<SettlementWorker, 'wake'>;
}

type TakenLine = [read: ReadLine & { heading: Heading }, unreadable: number, options: Options];

type Outcome = { applied: string | null } | 'repeat' | 'busy' | { gap: { expected: number; found: number } };

/** Reasons quote text of the line. Postgres and logs want neither control characters nor halves of pairs. */
const toPrintable = (reason: string): string => reason.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 500);

/** Applies a line and notes its number in one transaction: a repeat of it changes nothing, wherever the process ended. */
const takeLine = ({ pool }: ImportServices, ...[read, unreadable, { trail, acceptGap }]: TakenLine): Promise<Outcome> =>
  inTransaction(pool, async (client): Promise<Outcome> => {
    const { producer, seq } = read.heading;
    const last = await lockProducer(client, producer);
    const place = placeOf(seq, last, unreadable);
    if (place === 'repeat') return 'repeat';
    if (place === 'gap' && !acceptGap) return { gap: { expected: (last ?? 0) + 1, found: seq } };
    const problem = read.line === null ? read.problem : await applyLine(client, read.line, trail);
    if (problem !== null && typeof problem !== 'string') return 'busy';
    await noteLine(client, producer, seq, trail.now());
    return { applied: problem };
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
  let unreadable = 0;
  const note = (line: number, seq: number | null, reason: string): void =>
    void report.problems.push({ line, seq, reason: toPrintable(reason) });
  for (const [index, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const line = index + 1;
    const read = readFeedLine(raw);
    if (read.heading === null) {
      unreadable += 1;
      note(line, null, read.problem);
      continue;
    }
    const { heading } = read;
    const outcome = await takeLineInTime(services, { ...read, heading }, unreadable, options);
    if (outcome === 'busy') return feedBusy({ ...heading, line }, report);
    if (outcome === 'repeat') report.repeated += 1;
    else if ('gap' in outcome) return feedGap({ ...outcome.gap, producer: heading.producer, line }, report);
    else if (outcome.applied === null) report.applied += 1;
    else note(line, heading.seq, outcome.applied);
    if (outcome !== 'repeat') unreadable = 0;
  }
  return report;
}
