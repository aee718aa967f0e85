import { requireUser } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import { readPositiveMoney, type WrittenMoney } from '@soko/input';
import { formatMinor } from '@soko/money';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { type CashOutOffer, isPartOf, offerCashOut as offer } from '../../domain/bets/accept-cash-out.ts';
import type { Bet } from '../../domain/bets/bet.ts';
import { betNotOpen, type BetNotOpen, type CashOutNotAvailable } from '../../domain/bets/refusals.ts';
import { addCashOutOffer } from '../../store/bets/cash-out-offers.ts';
import { findBets } from '../../store/bets/find-bets.ts';
import { findBetSelections } from '../../store/markets/bet-selections.ts';

export interface OfferCashOutInput {
  betId: string;
  stake?: WrittenMoney | null | undefined;
}

/** Reads the part of the stake to close. Throws BAD_USER_INPUT. */
function readPart(bet: Bet, written: WrittenMoney | null): bigint {
  const { currency, lines, openStakeMinor } = bet;
  if (written === null) return openStakeMinor;
  if (written.currency !== currency) throw badUserInput(`The stake must be in ${currency}.`, 'stake.currency');
  const { amountMinor } = readPositiveMoney(written, 'stake.amount');
  if (isPartOf(bet, amountMinor)) return amountMinor;
  const [step, most] = [BigInt(lines), openStakeMinor].map((each) => formatMinor(each, currency));
  throw badUserInput(
    `The stake must be at most ${most} ${currency}, and a multiple of ${step}: an equal part of each line.`,
    'stake.amount',
  );
}

/** Offers the present value of a bet of the viewer, or of a part of its stake. Three statements. */
export async function offerCashOut(
  { viewer, pool, cashOutTerms: terms, now }: WalletsContext,
  input: OfferCashOutInput,
): Promise<CashOutOffer | BetNotOpen | CashOutNotAvailable> {
  const { id: userId } = requireUser(viewer);
  const [bet] = await findBets(pool, [input.betId]);
  if (bet?.userId !== userId) throw notFound('The bet');
  if (bet.status !== 'ACCEPTED') return betNotOpen(bet.status);
  const stakeMinor = readPart(bet, input.stake ?? null);
  const selectionIds = bet.legs.map(({ selectionId }) => selectionId);
  const known = await findBetSelections(pool, selectionIds);
  const made = offer(bet, stakeMinor, { known, terms, now: now() });
  if (isRefusal(made)) return made;
  const saved = { ...made, id: newId('cof') };
  await addCashOutOffer(pool, saved);
  return saved;
}
