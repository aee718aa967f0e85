import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { betCancelled } from '../../domain/bets/bet-events.ts';
import type { Bet } from '../../domain/bets/bet.ts';
import { cancelBet as decide } from '../../domain/bets/cancel-bet.ts';
import { payoutTransfers } from '../../domain/bets/payout.ts';
import type { BetNotOpen, CancellationOver } from '../../domain/bets/refusals.ts';
import { findBets, lockBet } from '../../store/bets/find-bets.ts';
import { saveBetChange } from '../../store/bets/save-change.ts';
import { takeBackActivity } from '../../store/gaming/index.ts';
import { findBetSelections } from '../../store/markets/bet-selections.ts';
import { payStake } from './move-stake.ts';

export interface CancelBetInput {
  betId: string;
  idempotencyKey: string;
}

type CancelBetRefusal = BetNotOpen | CancellationOver;

/** Cancels a bet of the viewer and pays its stake back. A repeat returns the first result. */
export async function cancelBet(context: WalletsContext, input: CancelBetInput): Promise<Bet | CancelBetRefusal> {
  const { id: owner } = requireUser(context.viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const command = { owner, key, input: { command: 'cancelBet', betId: input.betId } };
  const result = await once<{ id: string } | CancelBetRefusal>(context.pool, command, (tx) =>
    cancel(context, tx, owner, input.betId),
  );
  if (isRefusal(result)) return result;
  const [bet] = await findBets(context.pool, [result.id]);
  return bet!;
}

async function cancel(
  { trail, now }: WalletsContext,
  tx: Queryable,
  userId: string,
  betId: string,
): Promise<{ id: string } | CancelBetRefusal> {
  const before = await lockBet(tx, betId);
  if (before?.userId !== userId) throw notFound('The bet');
  const selectionIds = before.legs.map(({ selectionId }) => selectionId);
  const known = await findBetSelections(tx, selectionIds);
  const at = now();
  const after = decide(
    before,
    [...known.values()].map(({ event }) => event),
    at,
  );
  if (isRefusal(after)) return after;
  const { id, stakeMinor } = before;
  await takeBackActivity(tx, { reference: `bet:${id}:stake`, now: at });
  const reference = `bet:${id}:cancel`;
  const transfers = payoutTransfers(before, { stakeMinor, paidMinor: stakeMinor });
  await payStake(tx, { reference, kind: 'bet_cancelled', transfers, at, about: { betId: id } }, trail);
  const events = [betCancelled(after, stakeMinor, trail)];
  const change = { before, after, at, actor: trail.actor, reason: 'cancelled by the user', reference };
  await saveBetChange(tx, { ...change, paidMinor: stakeMinor, cashOut: null, events });
  return { id };
}
