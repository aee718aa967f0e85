import { requireUser } from '@soko/auth';
import { newEvent, walletsGaming } from '@soko/events';
import { parseMoney } from '@soko/money';
import { tell } from '@soko/outbox';
import type { WalletsContext } from '../../context.ts';
import type { LimitReached } from '../../domain/gaming/refusals.ts';
import { findPerson } from '../../store/gaming/persons.ts';

const isLimitReached = (result: object): result is LimitReached =>
  '__typename' in result && result.__typename === 'LimitReached';

/**
 * Returns the result of a deposit or a bet. When a limit refused it, an event says so, at most once a day for each limit: the
 * person is notified, and not of every attempt.
 */
export async function notifyOfLimit<Result extends object>(
  { limits, pool, trail, viewer }: Pick<WalletsContext, 'limits' | 'pool' | 'trail' | 'viewer'>,
  result: Result,
): Promise<Result> {
  if (!isLimitReached(result)) return result;
  const { id: userId } = requireUser(viewer);
  const { limitKind: kind, period, limit, until } = result;
  const { amountMinor, currency } = parseMoney(limit.amount, limit.currency);
  const notice = { name: 'wallets.limit-notice', key: [userId, kind, period, currency].join(' ') } as const;
  const isFirst = await limits.take([notice]).then(
    () => true,
    () => false,
  );
  if (!isFirst) return result;
  const { version: sequence } = await findPerson(pool, userId);
  const data = { kind, period, currency, limitMinor: amountMinor.toString(), until };
  await tell(pool, [newEvent(walletsGaming, 'limit_reached', { subject: userId, sequence, data }, trail)]);
  return result;
}
