import { z } from 'zod';
import { marketTypes, type MarketType } from '../markets/market-types.ts';

/** Greatest length of a line, in characters. */
export const maxLineLength = 65_536;

const producer = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'must be lower-case letters, digits, "-" and "_"');
const seq = z.int().min(1).max(2_147_483_647);
const ref = z.string().min(1).max(100);
const name = z.string().trim().min(1).max(100);
const outcome = z.string().min(1).max(40);
const points = z.int().min(0).max(9_999);
const result = z.enum(['WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST', 'DEAD_HEAT']);
const deadHeat = z.object({ numerator: z.int().min(1).max(100), denominator: z.int().min(2).max(100) });
const money = z.object({ amount: z.string().max(20), currency: z.string().length(3) });
const reason = z.string().trim().min(1).max(500).optional();

const heading = z.object({ producer, seq });

/** The lines of a feed: see docs/feed.md. */
const lines = z.discriminatedUnion('type', [
  heading.extend({
    type: z.literal('fixture'),
    event: ref,
    sport: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a slug such as "football"')
      .min(2)
      .max(64),
    competition: name.min(2),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capitals')
      .optional(),
    home: name.optional(),
    away: name.optional(),
    name: z.string().trim().min(2).max(200).optional(),
    startsAt: z.iso.datetime({ offset: true }),
    status: z.enum(['SCHEDULED', 'LIVE', 'ENDED', 'POSTPONED', 'CANCELLED', 'ABANDONED']).optional(),
    score: z.object({ home: points, away: points }).optional(),
    reason,
  }),
  heading.extend({
    type: z.literal('odds'),
    event: ref,
    market: ref,
    marketType: z.enum(Object.keys(marketTypes) as [MarketType, ...MarketType[]]).optional(),
    line: z.string().optional(),
    name: name.optional(),
    live: z.boolean().optional(),
    maxStakes: z.array(money).max(100).optional(),
    selections: z
      .array(
        z.object({
          outcome,
          name: name.optional(),
          odds: z.string().optional(),
          status: z.enum(['ACTIVE', 'SUSPENDED']).optional(),
        }),
      )
      .min(1)
      .max(100),
  }),
  heading.extend({ type: z.literal('bet_stop'), event: ref, market: ref.optional(), reason }),
  heading.extend({ type: z.literal('bet_start'), event: ref, market: ref.optional(), reason }),
  heading.extend({
    type: z.literal('settlement'),
    event: ref,
    market: ref,
    results: z
      .array(z.object({ outcome, result, deadHeat: deadHeat.optional() }))
      .min(2)
      .max(500),
    reason,
  }),
  heading.extend({ type: z.literal('rollback'), event: ref, market: ref, reason }),
  heading.extend({ type: z.literal('cancel'), event: ref, market: ref.optional(), reason }),
]);

export type FeedLine = z.infer<typeof lines>;
export type FeedLineOf<Type extends FeedLine['type']> = Extract<FeedLine, { type: Type }>;

/** The place of a line in its producer's feed. */
export type Heading = z.infer<typeof heading>;

/** A line that was read; `problem` says why it cannot be applied, and `heading` is null when it cannot be placed either. */
export type ReadLine =
  | { heading: Heading; line: FeedLine; problem: null }
  | { heading: Heading; line: null; problem: string }
  | { heading: null; line: null; problem: string };

const describe = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? message : `${path.join('.')}: ${message}`;

/** Reads one line of NDJSON. */
export function readFeedLine(text: string): ReadLine {
  if (text.length > maxLineLength)
    return { heading: null, line: null, problem: `The line is longer than ${maxLineLength} characters.` };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { heading: null, line: null, problem: 'The line is not JSON.' };
  }
  const placed = heading.safeParse(json);
  const parsed = lines.safeParse(json);
  if (placed.success && parsed.success) return { heading: placed.data, line: parsed.data, problem: null };
  const [issue] = (placed.success ? parsed.error : placed.error)?.issues ?? [];
  const problem = issue === undefined ? 'The line cannot be read.' : describe(issue);
  return placed.success ? { heading: placed.data, line: null, problem } : { heading: null, line: null, problem };
}
