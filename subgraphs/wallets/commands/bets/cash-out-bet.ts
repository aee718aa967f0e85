import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { acceptCashOut, type CashOutRefusal } from '../../domain/bets/accept-cash-out.ts';
import { betCashedOut } from '../../domain/bets/bet-events.ts';
import type { Bet } from '../../domain/bets/bet.ts';
import type { CashOut } from '../../domain/bets/cash-out.ts';
import { payoutTransfers } from '../../domain/bets/payout.ts';
import { findBets, lockBet } from '../../store/bets/find-bets.ts';
import { findCashOutOffer } from '../../store/bets/cash-out-offers.ts';
import { saveBetChange } from '../../store/bets/save-change.ts';
import { recordReturns } from '../../store/gaming/record-returns.ts';
import { findBetSelections } from '../../store/markets/bet-selections.ts';
import { payStake } from './move-stake.ts';

export interface CashOutBetInput {
  offerId: string;
  idempotencyKey: string;
}

/**
 * Pays an offer and closes its stake, in one transaction that holds the bet's lock. The bet's version then differs from that
 * in the offer, so that no offer is paid twice.
 */
export async function cashOutBet(context: WalletsContext, input: CashOutBetInput): Promise<Bet | CashOutRefusal> {
  const { id: owner } = requireUser(context.viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const command = { owner, key, input: { command: 'cashOutBet', offerId: input.offerId } };
  const result = await once<{ id: string } | CashOutRefusal>(context.pool, command, (tx) =>
    cashOut(context, tx, owner, input.offerId),
  );
  if (isRefusal(result)) return result;
  const [bet] = await findBets(context.pool, [result.id]);
  return bet!;
}

async function cashOut(
  context: WalletsContext,
  tx: Queryable,
  userId: string,
  offerId: string,
): Promise<{ id: string } | CashOutRefusal> {
  const offer = await findCashOutOffer(tx, offerId);
  if (offer?.userId !== userId) throw notFound('The offer');
  const before = (await lockBet(tx, offer.betId))!;
  const known = await findBetSelections(
    tx,
    before.legs.map(({ selectionId }) => selectionId),
  );
  const facts = { known, terms: context.cashOutTerms, now: context.now() };
  const accepted = acceptCashOut(before, offer, facts);
  if (isRefusal(accepted)) return accepted;
  await pay(context, tx, before, accepted);
  return { id: before.id };
}

async function pay(
  { trail }: WalletsContext,
  tx: Queryable,
  before: Bet,
  { bet: after, cashOut: paid }: { bet: Bet; cashOut: CashOut },
): Promise<void> {
  const { stakeMinor, amountMinor, number, at } = paid;
  const reference = `bet:${before.id}:cashout:${number}`;
  await recordReturns(tx, [{ userId: before.userId, currency: before.currency, amountMinor, reference }], at);
  const transfers = payoutTransfers(before, { stakeMinor, paidMinor: amountMinor });
  await payStake(tx, { reference, kind: 'bet_cash_out', transfers, at, about: { betId: before.id } }, trail);
  const events = [betCashedOut(after, paid, trail)];
  const { actor } = trail;
  const reason = after.status === 'CASHED_OUT' ? 'cashed out' : 'cashed out in part';
  await saveBetChange(tx, {
    before,
    after,
    at,
    actor,
    reason,
    paidMinor: amountMinor,
    reference,
    cashOut: paid,
    events,
  });
}
