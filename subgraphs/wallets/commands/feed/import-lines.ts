import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { type Heading, readFeedLine, type ReadLine } from '../../domain/feed/feed-line.ts';
import { feedGap, type FeedGap } from '../../domain/feed/refusals.ts';
import { placeOf } from '../../domain/feed/sequence.ts';
import type { WalletsServices } from '../../services.ts';
import { lockProducer, noteLine } from '../../store/feed/producers.ts';
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

type Outcome = { applied: string | null } | 'repeat' | { gap: { expected: number; found: number } };

/** Reasons quote text of the line. Postgres and logs want neither control characters nor halves of pairs. */
const toPrintable = (reason: string): string => reason.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 500);

/** Applies a line and notes its number in one transaction: a repeat of it changes nothing, wherever the process ended. */
const takeLine = (
  { pool }: Pick<WalletsServices, 'pool'>,
  read: ReadLine & { heading: Heading },
  unreadable: number,
  { trail, acceptGap }: Options,
): Promise<Outcome> =>
  inTransaction(pool, async (client): Promise<Outcome> => {
    const { producer, seq } = read.heading;
    const last = await lockProducer(client, producer);
    const place = placeOf(seq, last, unreadable);
    if (place === 'repeat') return 'repeat';
    if (place === 'gap' && !acceptGap) return { gap: { expected: (last ?? 0) + 1, found: seq } };
    const problem = read.line === null ? read.problem : await applyLine(client, read.line, trail);
    await noteLine(client, producer, seq, trail.now());
    return { applied: problem };
  });

/**
 * Applies the lines of a feed in their order. Lines that were handled before are skipped; a line that cannot be applied is
 * reported and the next one follows; missing lines stop the import.
 */
export async function importLines(
  services: Pick<WalletsServices, 'pool'>,
  text: string,
  options: Options,
): Promise<FeedReport | FeedGap> {
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
    const outcome = await takeLine(services, { ...read, heading }, unreadable, options);
    if (outcome === 'repeat') report.repeated += 1;
    else if ('gap' in outcome) return feedGap({ ...outcome.gap, producer: heading.producer, line }, report);
    else if (outcome.applied === null) report.applied += 1;
    else note(line, heading.seq, outcome.applied);
    if (outcome !== 'repeat') unreadable = 0;
  }
  return report;
}
