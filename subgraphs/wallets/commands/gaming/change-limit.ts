import { type EventTrail, newEvent, walletsGaming } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { decideLimit, type LimitName } from '../../domain/gaming/change-limit.ts';
import { lasts } from '../../domain/gaming/exclusion.ts';
import { type Excluded, excluded } from '../../domain/gaming/refusals.ts';
import { findPending, type LimitChange, replacePending, saveChange } from '../../store/gaming/limit-changes.ts';
import { lockLimit, saveLimit } from '../../store/gaming/limits.ts';
import { type GamingPerson, lockPerson } from '../../store/gaming/persons.ts';

/** Makes a limit hold, and publishes it. */
export async function applyLimit(
  tx: Queryable,
  { version }: GamingPerson,
  change: LimitChange,
  trail: EventTrail,
): Promise<void> {
  const { userId, kind, period, currency, amountMinor, previousMinor } = change;
  await saveLimit(tx, change, amountMinor);
  await saveChange(tx, { ...change, status: 'APPLIED', appliedAt: trail.now() });
  const data = {
    kind,
    period,
    currency,
    amountMinor: amountMinor?.toString() ?? null,
    previousMinor: previousMinor?.toString() ?? null,
  };
  await tell(tx, [newEvent(walletsGaming, 'limit_changed', { subject: userId, sequence: version, data }, trail)]);
}

/**
 * Sets a limit (null: removes it) or saves the request for it, in the transaction `tx`. An excluded user may lower limits
 * only.
 */
export async function changeLimit(
  tx: Queryable,
  name: LimitName,
  wanted: bigint | null,
  trail: EventTrail,
): Promise<Excluded | null> {
  const now = trail.now();
  const person = await lockPerson(tx, name.userId);
  const current = await lockLimit(tx, name);
  const decision = decideLimit({ current, pending: await findPending(tx, name) }, wanted, now);
  if (decision === 'keep') return null;
  const isExcluded = person.exclusion !== null && lasts(person.exclusion, now);
  if (decision === 'request' && isExcluded) return excluded(person.exclusion!);
  await replacePending(tx, name);
  if (decision === 'apply' && wanted === current) return null;
  const change: LimitChange = {
    ...name,
    id: newId('lch'),
    previousMinor: current,
    amountMinor: wanted,
    status: 'PENDING',
    requestedAt: now,
    appliedAt: null,
  };
  await (decision === 'apply' ? applyLimit(tx, person, change, trail) : saveChange(tx, change));
  return null;
}
