import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { once, readIdempotencyKey } from '@soko/idempotency';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { confirmableAt, type LimitName, waits } from '../../domain/gaming/change-limit.ts';
import { lasts } from '../../domain/gaming/exclusion.ts';
import type { LimitKind, LimitPeriod } from '../../domain/gaming/limit.ts';
import {
  type Excluded,
  excluded,
  type LimitIncreaseEnded,
  limitIncreaseEnded,
  type LimitIncreaseTooEarly,
  limitIncreaseTooEarly,
} from '../../domain/gaming/refusals.ts';
import { lockChange } from '../../store/gaming/limit-changes.ts';
import { findLimit, type LimitState, lockLimit } from '../../store/gaming/limits.ts';
import { lockPerson } from '../../store/gaming/persons.ts';
import { applyLimit } from './change-limit.ts';

type Refusals = Excluded | LimitIncreaseTooEarly | LimitIncreaseEnded;

/** `once` keeps plain JSON. */
interface Confirmed {
  currency: string;
  kind: LimitKind;
  period: LimitPeriod;
}

async function confirm(tx: Queryable, userId: string, id: string, trail: EventTrail): Promise<LimitName | Refusals> {
  const now = trail.now();
  const person = await lockPerson(tx, userId);
  const change = await lockChange(tx, userId, id);
  if (change === null) throw notFound('The request for a limit');
  if (change.status === 'APPLIED') return change;
  if (change.status === 'REPLACED' || !waits(change, now)) return limitIncreaseEnded();
  if (person.exclusion !== null && lasts(person.exclusion, now)) return excluded(person.exclusion);
  if (now < confirmableAt(change)) return limitIncreaseTooEarly(confirmableAt(change));
  await lockLimit(tx, change);
  await applyLimit(tx, person, change, trail);
  return change;
}

/** Confirms a higher limit, or none, after its cooling-off time. Throws NOT_FOUND for a request of someone else. */
export async function confirmLimitIncrease(
  { viewer, pool, trail, now }: WalletsContext,
  input: { limitIncreaseId: string; idempotencyKey: string },
): Promise<LimitState | Refusals> {
  const { id: userId } = requireUser(viewer);
  const { limitIncreaseId } = input;
  const command = {
    owner: userId,
    key: readIdempotencyKey(input.idempotencyKey),
    input: { command: 'confirmLimitIncrease', limitIncreaseId },
  };
  const result = await once<(Confirmed & Record<string, string>) | Refusals>(pool, command, async (tx) => {
    const confirmed = await confirm(tx, userId, limitIncreaseId, trail);
    if (isRefusal(confirmed)) return confirmed;
    return { currency: confirmed.currency, kind: confirmed.kind, period: confirmed.period };
  });
  return isRefusal(result) ? result : findLimit(pool, { userId, ...(result as Confirmed) }, now());
}
