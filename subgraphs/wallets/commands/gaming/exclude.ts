import { requireRole, requireUser } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { type EventTrail, newEvent, walletsGaming } from '@soko/events';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readQuantity, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { addMonths, endsLater, type ExclusionRecord, lasts } from '../../domain/gaming/exclusion.ts';
import { type LongerExclusionHolds, longerExclusionHolds } from '../../domain/gaming/refusals.ts';
import { addExclusion, findExclusion } from '../../store/gaming/exclusions.ts';
import { lockPerson, savePersonExclusion } from '../../store/gaming/persons.ts';

const hourMs = 3_600_000;

/** Hours of a time-out: one day to six weeks. */
const timeOutHours = { min: 24, max: 42 * 24 };

/** Months of an exclusion that is not permanent. */
const exclusionMonths = { min: 6, max: 120 };

type Wanted = Omit<ExclusionRecord, 'id'>;

/** Saves an exclusion and its event, unless one that lasts ends no earlier. */
async function save(tx: Queryable, wanted: Wanted, trail: EventTrail): Promise<{ id: string } | LongerExclusionHolds> {
  const { userId, kind, until, staffId } = wanted;
  const { exclusion, version } = await lockPerson(tx, userId);
  const holding = exclusion !== null && lasts(exclusion, wanted.startedAt) ? exclusion : null;
  if (!endsLater(wanted, holding)) return longerExclusionHolds(holding!);
  const saved = { ...wanted, id: newId('exc') };
  await savePersonExclusion(tx, userId, saved);
  await addExclusion(tx, saved);
  const data = { kind, until: until?.toISOString() ?? null, by: staffId === null ? 'USER' : 'SUPPORT' } as const;
  await tell(tx, [newEvent(walletsGaming, 'excluded', { subject: userId, sequence: version, data }, trail)]);
  return { id: saved.id };
}

/** Excludes once per key of the viewer. `input` is what makes a repeat the same: it has no time in it. */
async function excludeOnce(
  { pool, db, trail }: WalletsContext,
  wanted: Wanted,
  { idempotencyKey, ...input }: { owner: string; idempotencyKey: string; command: string },
): Promise<ExclusionRecord | LongerExclusionHolds> {
  const command = { owner: input.owner, key: readIdempotencyKey(idempotencyKey), input };
  const result = await once<{ id: string } | LongerExclusionHolds>(pool, command, (tx) => save(tx, wanted, trail));
  return isRefusal(result) ? result : findExclusion(db, result.id);
}

/** Keeps the viewer from deposits and bets for hours. */
export function takeTimeOut(
  context: WalletsContext,
  input: { hours: number; idempotencyKey: string },
): Promise<ExclusionRecord | LongerExclusionHolds> {
  const { id: userId } = requireUser(context.viewer);
  const hours = readQuantity(input.hours, 'hours', timeOutHours);
  const startedAt = context.now();
  const until = new Date(startedAt.getTime() + hours * hourMs);
  const wanted: Wanted = { userId, kind: 'TIME_OUT', startedAt, until, staffId: null, reason: null };
  return excludeOnce(context, wanted, { ...input, owner: userId, command: 'takeTimeOut' });
}

export interface ExclusionInput {
  months?: number | null | undefined;
  permanently?: boolean | null | undefined;
  idempotencyKey: string;
}

/** The end of an exclusion that begins at `startedAt`: null for a permanent one. */
function readUntil({ months, permanently }: ExclusionInput, startedAt: Date): Date | null {
  if ((months ?? null) !== null && permanently !== true)
    return addMonths(startedAt, readQuantity(months!, 'months', exclusionMonths));
  if ((months ?? null) === null && permanently === true) return null;
  throw badUserInput('Pass either `months`, 6 to 120, or `permanently: true`.', 'months');
}

/** Keeps the viewer from deposits, bets and campaigns for months, or permanently. */
export function excludeMyself(
  context: WalletsContext,
  input: ExclusionInput,
): Promise<ExclusionRecord | LongerExclusionHolds> {
  const { id: userId } = requireUser(context.viewer);
  const startedAt = context.now();
  const until = readUntil(input, startedAt);
  const wanted: Wanted = { userId, kind: 'SELF_EXCLUSION', startedAt, until, staffId: null, reason: null };
  return excludeOnce(context, wanted, { ...input, owner: userId, command: 'excludeMyself' });
}

/** Excludes a user who asked support for it. Nobody can lift it early. */
export async function excludeUser(
  context: WalletsContext,
  input: ExclusionInput & { userId: string; reason: string },
): Promise<ExclusionRecord | LongerExclusionHolds> {
  const { id: staffId } = requireRole(context.viewer, 'SUPPORT');
  const userId = readUserId(input.userId);
  const reason = readText(input.reason, 'reason', { max: 500 });
  const startedAt = context.now();
  const until = readUntil(input, startedAt);
  const wanted: Wanted = { userId, kind: 'SELF_EXCLUSION', startedAt, until, staffId, reason };
  return excludeOnce(context, wanted, { ...input, owner: staffId, command: 'excludeUser' });
}

/** This subgraph has no list of users: it knows the form of their ids only. */
export function readUserId(userId: string): string {
  if (/^usr_[\w-]{1,64}$/.test(userId)) return userId;
  throw notFound('The user');
}
