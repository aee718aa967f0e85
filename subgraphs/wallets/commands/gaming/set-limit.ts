import { requireUser } from '@soko/auth';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readMoney, type WrittenMoney } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import type { LimitName } from '../../domain/gaming/change-limit.ts';
import type { LimitKind, LimitPeriod } from '../../domain/gaming/limit.ts';
import type { Excluded } from '../../domain/gaming/refusals.ts';
import { findLimit, type LimitState } from '../../store/gaming/limits.ts';
import { changeLimit } from './change-limit.ts';

interface LimitInput {
  kind: LimitKind;
  period: LimitPeriod;
  idempotencyKey: string;
}

/** Lowers a limit at once, or requests a higher one. A repeat changes nothing and returns the limit as it is. */
async function wish(
  { pool, trail, now }: WalletsContext,
  name: LimitName,
  wanted: bigint | null,
  idempotencyKey: string,
): Promise<LimitState | Excluded> {
  const command = {
    owner: name.userId,
    key: readIdempotencyKey(idempotencyKey),
    input: { command: 'setLimit', ...name, wanted },
  };
  const result = await once<Excluded | { done: true }>(
    pool,
    command,
    async (tx) => (await changeLimit(tx, name, wanted, trail)) ?? { done: true },
  );
  return isRefusal(result) ? result : findLimit(pool, name, now());
}

/** Sets a limit: a first or lower one holds at once, a higher one waits for its confirmation. */
export function setLimit(
  context: WalletsContext,
  { kind, period, amount, idempotencyKey }: LimitInput & { amount: WrittenMoney },
): Promise<LimitState | Excluded> {
  const { id: userId } = requireUser(context.viewer);
  const { amountMinor, currency } = readMoney(amount, 'amount.amount');
  return wish(context, { userId, currency, kind, period }, amountMinor, idempotencyKey);
}

/** Requests the removal of a limit, which waits for its confirmation as a higher limit does. */
export function removeLimit(
  context: WalletsContext,
  { kind, period, currency, idempotencyKey }: LimitInput & { currency: string },
): Promise<LimitState | Excluded> {
  const { id: userId } = requireUser(context.viewer);
  return wish(context, { userId, currency, kind, period }, null, idempotencyKey);
}
