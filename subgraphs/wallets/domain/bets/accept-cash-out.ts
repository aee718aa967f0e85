import { potentialReturn } from './bet-return.ts';
import type { Bet, PlacedLeg } from './bet.ts';
import { type CashOut, type CashOutTerms, cashOutValue } from './cash-out.ts';
import type { LegResult } from './leg-factor.ts';
import { lineSizes } from './lines.ts';
import { closedSelections, type KnownSelections, type SelectionFacts } from './price-bet.ts';
import {
  betNotOpen,
  type BetNotOpen,
  cashOutNotAvailable,
  type CashOutNotAvailable,
  cashOutOfferExpired,
  type CashOutOfferExpired,
  cashOutValueFell,
  type CashOutValueFell,
} from './refusals.ts';

/** Time for which an offer is valid. */
export const offerValidMs = 8_000;

/** An offer to close a part of a bet's stake, or all of it. */
export interface CashOutOffer {
  id: string;
  userId: string;
  currency: string;
  betId: string;
  /** Version of the bet that the offer is for: it ends with the next change. */
  betVersion: number;
  stakeMinor: bigint;
  amountMinor: bigint;
  expiresAt: Date;
}

/** What decides about the value of a bet. */
export interface CashOutFacts {
  known: KnownSelections;
  terms: CashOutTerms;
  now: Date;
}

function resultOf({ result, resultNumerator, resultDenominator }: PlacedLeg): LegResult | null {
  if (result === null) return null;
  return result === 'DEAD_HEAT'
    ? { result, numerator: resultNumerator ?? 0, denominator: resultDenominator ?? 1 }
    : { result };
}

/**
 * The selections that must take bets for the bet to have a value: open ones, and those whose results may be wrong. A bet that
 * a later settlement has set aside still has the former results.
 */
const undecided = ({ legs }: Bet, known: KnownSelections): SelectionFacts[] =>
  legs.flatMap(({ selectionId, result, settledRevision }) => {
    const facts = known.get(selectionId)!;
    const { status, settlementRevision } = facts.market;
    const isDecided = result !== null && status !== 'RESETTLING' && settledRevision === settlementRevision;
    return isDecided ? [] : [facts];
  });

/** True for a part of the open stake that has an equal share in each line. */
export const isPartOf = ({ openStakeMinor, lines }: Bet, stakeMinor: bigint): boolean =>
  stakeMinor > 0n && stakeMinor <= openStakeMinor && stakeMinor % BigInt(lines) === 0n;

/** Present value of a part of the bet's stake, or the refusal. */
function valueOf(
  bet: Bet,
  stakeMinor: bigint,
  { known, terms, now }: CashOutFacts,
): bigint | BetNotOpen | CashOutNotAvailable {
  if (bet.status !== 'ACCEPTED') return betNotOpen(bet.status);
  const closed = closedSelections(undecided(bet, known), now);
  if (closed.length > 0) return cashOutNotAvailable(closed);
  const legs = bet.legs.map((leg) => ({
    isBanker: leg.isBanker,
    oddsMilli: leg.oddsMilli,
    nowMilli: known.get(leg.selectionId)!.selection.oddsMilli,
    result: resultOf(leg),
  }));
  const sizes = lineSizes(bet.kind, legs, bet.systemSizes);
  const value = cashOutValue({ unitStakeMinor: stakeMinor / BigInt(bet.lines), legs, sizes }, terms);
  return value > 0n ? value : cashOutNotAvailable([]);
}

/** An offer for a part of the bet's stake, which `isPartOf` it. */
export function offerCashOut(
  bet: Bet,
  stakeMinor: bigint,
  facts: CashOutFacts,
): Omit<CashOutOffer, 'id'> | BetNotOpen | CashOutNotAvailable {
  const value = valueOf(bet, stakeMinor, facts);
  if (typeof value !== 'bigint') return value;
  const expiresAt = new Date(facts.now.getTime() + offerValidMs);
  const { id: betId, userId, currency, version: betVersion } = bet;
  return { userId, currency, betId, betVersion, stakeMinor, amountMinor: value, expiresAt };
}

/** The bet after a part of its stake was closed. */
function closeStake(bet: Bet, { stakeMinor, amountMinor }: CashOutOffer, now: Date): Bet {
  const openStakeMinor = bet.openStakeMinor - stakeMinor;
  const paid = {
    cashedOutMinor: bet.cashedOutMinor + amountMinor,
    cashOuts: bet.cashOuts + 1,
    version: bet.version + 1,
    openStakeMinor,
  };
  if (openStakeMinor === 0n) return { ...bet, ...paid, status: 'CASHED_OUT', settledAt: now };
  const sizes = lineSizes(bet.kind, bet.legs, bet.systemSizes);
  const legs = bet.legs.map(({ oddsMilli, isBanker }) => ({ oddsMilli, isBanker, result: null }));
  return {
    ...bet,
    ...paid,
    unitStakeMinor: openStakeMinor / BigInt(bet.lines),
    potentialReturnMinor: potentialReturn({ stakeMinor: openStakeMinor, legs, sizes }),
  };
}

export type CashOutRefusal = BetNotOpen | CashOutNotAvailable | CashOutOfferExpired | CashOutValueFell;

/** The bet after the offer was accepted, with its cash-out; or the refusal. Pays the offer also when the value has risen. */
export function acceptCashOut(
  bet: Bet,
  offer: CashOutOffer,
  facts: CashOutFacts,
): { bet: Bet; cashOut: CashOut } | CashOutRefusal {
  if (bet.status !== 'ACCEPTED') return betNotOpen(bet.status);
  if (facts.now >= offer.expiresAt || offer.betVersion !== bet.version) return cashOutOfferExpired();
  const value = valueOf(bet, offer.stakeMinor, facts);
  if (typeof value !== 'bigint') return value;
  if (value < offer.amountMinor) return cashOutValueFell(bet.currency, offer.amountMinor, value);
  const { stakeMinor, amountMinor } = offer;
  const after = closeStake(bet, offer, facts.now);
  return { bet: after, cashOut: { betId: bet.id, number: after.cashOuts, stakeMinor, amountMinor, at: facts.now } };
}
