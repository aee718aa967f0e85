import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { readPositiveMoney, type WrittenMoney } from '@soko/input';
import type { WalletsContext } from '../../context.ts';
import type { BettingLimits } from '../../domain/bets/betting-limits.ts';
import { saveBettingLimits } from '../../store/bets/betting-limits.ts';

const fields = ['minStake', 'maxStake', 'maxReturn', 'selectionMax', 'marketMax', 'eventMax', 'userMax'] as const;

export type SetBettingLimitsInput = Record<(typeof fields)[number], WrittenMoney>;

/** Each amount must be at least the one before it; those after the return of one bet each at least that return. */
function requireOrder(limits: BettingLimits): void {
  const { minStakeMinor, maxStakeMinor, maxReturnMinor } = limits;
  if (maxStakeMinor < minStakeMinor) throw badUserInput('`maxStake` must be at least `minStake`.', 'maxStake.amount');
  if (maxReturnMinor < maxStakeMinor)
    throw badUserInput('`maxReturn` must be at least `maxStake`.', 'maxReturn.amount');
  for (const field of ['selectionMax', 'marketMax', 'eventMax', 'userMax'] as const) {
    if (limits[`${field}Minor`] < maxReturnMinor) {
      throw badUserInput(`\`${field}\` must be at least \`maxReturn\`.`, `${field}.amount`);
    }
  }
}

/** Adds or replaces the limits of a currency. */
export async function setBettingLimits(
  { viewer, db, now }: WalletsContext,
  input: SetBettingLimitsInput,
): Promise<BettingLimits> {
  requireRole(viewer, 'ADMIN');
  const { currency } = input.minStake;
  const other = fields.find((field) => input[field].currency !== currency);
  if (other !== undefined) throw badUserInput(`All amounts must be in ${currency}.`, `${other}.currency`);
  const read = (field: (typeof fields)[number]) => readPositiveMoney(input[field], `${field}.amount`).amountMinor;
  const limits = {
    currency,
    minStakeMinor: read('minStake'),
    maxStakeMinor: read('maxStake'),
    maxReturnMinor: read('maxReturn'),
    selectionMaxMinor: read('selectionMax'),
    marketMaxMinor: read('marketMax'),
    eventMaxMinor: read('eventMax'),
    userMaxMinor: read('userMax'),
  };
  requireOrder(limits);
  await saveBettingLimits(db, limits, now());
  return limits;
}
