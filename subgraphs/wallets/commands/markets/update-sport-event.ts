import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { readName, readOptional, readQuantity } from '@soko/input';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import type { EventChange, SportEventAction } from '../../domain/markets/event-steps.ts';
import { readStart } from '../../domain/markets/read-start.ts';
import {
  sportEventChanged,
  type SportEventChanged,
  type WrongSportEventStatus,
} from '../../domain/markets/refusals.ts';
import type { Score, SportEvent } from '../../domain/markets/sport-event.ts';
import { lockSportEvent } from '../../store/markets/find-events.ts';
import { keepInGap } from '../feed/gaps.ts';
import { applyEventChange } from './apply-event-change.ts';
import { readReason } from './read-reason.ts';

interface UpdateSportEventInput {
  sportEventId: string;
  expectedVersion?: number | null | undefined;
  action?: SportEventAction | null | undefined;
  name?: string | null | undefined;
  startsAt?: Date | null | undefined;
  score?: Score | null | undefined;
  reason?: string | null | undefined;
}

const points = { min: 0, max: 9_999 };

const readScore = (score: Score): Score => ({
  home: readQuantity(score.home, 'score.home', points),
  away: readQuantity(score.away, 'score.away', points),
});

function readChange(input: UpdateSportEventInput, now: Date): EventChange {
  const { action, startsAt, score } = input;
  const name = readOptional(readName, input.name, 'name', { min: 2, max: 200 });
  if (action == null && name === null && startsAt == null && score == null)
    throw badUserInput('Pass something to change: `action`, `name`, `startsAt` or `score`.', 'action');
  return {
    action: action ?? undefined,
    name: name ?? undefined,
    startsAt: startsAt == null ? undefined : readStart(startsAt, now),
    score: score == null ? undefined : readScore(score),
  };
}

/** Changes a sport event, and its markets with its status. */
export async function updateSportEvent(
  { viewer, pool, trail, now, settlements }: WalletsContext,
  input: UpdateSportEventInput,
): Promise<SportEvent | WrongSportEventStatus | SportEventChanged> {
  requireRole(viewer, 'TRADER');
  const change = readChange(input, now());
  const reason = readReason(input.reason);
  const updated = await inTransaction(pool, async (client) => {
    const before = await lockSportEvent(client, input.sportEventId);
    if (before === null) throw notFound('The event');
    const { expectedVersion } = input;
    if (expectedVersion != null && expectedVersion !== before.version) return sportEventChanged(before.version);
    const after = await applyEventChange(client, before, change, { trail, reason });
    if (change.action === 'RESCHEDULE' && !isRefusal(after)) await keepInGap(client, after, trail);
    return after;
  });
  if (change.action === 'CANCEL') settlements.wake();
  return updated;
}
