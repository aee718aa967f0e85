import { hasRole, type Viewer } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../context.ts';
import type { Loaders } from '../loaders.ts';
import type { Bet, PlacedLeg } from '../domain/bets/bet.ts';
import type { BettingLimits } from '../domain/bets/betting-limits.ts';
import { offerCashOut } from '../domain/bets/accept-cash-out.ts';
import { cancellableUntil } from '../domain/bets/cancel-bet.ts';
import { capOf } from '../domain/bets/betting-limits.ts';
import { maySeeBet } from '../domain/bets/may-see.ts';
import type { KnownSelections } from '../domain/bets/price-bet.ts';
import { formatOdds } from '../domain/markets/odds.ts';
import type {
  BetHistoryEntryResolvers,
  BetLegResolvers,
  BetQuoteResolvers,
  BetResolvers,
  BettingLimitsResolvers,
  CashOutOfferResolvers,
  CashOutResolvers,
  ChangedOddsResolvers,
  ExposureResolvers,
} from '../generated/graphql.ts';

/** The bet, or null when it does not exist or the viewer may not see it. */
export async function visibleBet({ viewer, loaders }: WalletsContext, id: string): Promise<Bet | null> {
  const found = await loaders.bet.load(id);
  return found !== null && maySeeBet(viewer, found) ? found : null;
}

/** A row that another row refers to. */
function existing<Row>(row: Row | null): Row {
  if (row === null) throw new Error('A row that a bet refers to was not found.');
  return row;
}

const money = (currency: string, amountMinor: bigint) => toGraphMoney({ currency, amountMinor });

async function knownSelections({ legs }: Bet, { betSelection }: Loaders): Promise<KnownSelections> {
  const found = await Promise.all(legs.map(({ selectionId }) => betSelection.load(selectionId)));
  return new Map(found.filter((each) => each !== null).map((each) => [each.selection.id, each]));
}

async function cancellable(bet: Bet, { loaders, now }: WalletsContext): Promise<Date | null> {
  if (bet.status !== 'ACCEPTED') return null;
  const known = await knownSelections(bet, loaders);
  const until = cancellableUntil(
    bet,
    [...known.values()].map(({ event }) => event),
  );
  return until !== null && now() < until ? until : null;
}

async function cashOutValue(bet: Bet, { loaders, cashOutTerms: terms, now }: WalletsContext) {
  if (bet.status !== 'ACCEPTED') return null;
  const known = await knownSelections(bet, loaders);
  const offer = offerCashOut(bet, bet.openStakeMinor, { known, terms, now: now() });
  return isRefusal(offer) ? null : money(bet.currency, offer.amountMinor);
}

const bet: BetResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: WalletsContext) => visibleBet(context, id),
  user: ({ userId }) => ({ id: userId }),
  legs: ({ legs }) => [...legs],
  systemSizes: ({ systemSizes }) => [...systemSizes],
  unitStake: ({ currency, unitStakeMinor }) => money(currency, unitStakeMinor),
  stake: ({ currency, stakeMinor }) => money(currency, stakeMinor),
  openStake: ({ currency, openStakeMinor }) => money(currency, openStakeMinor),
  potentialReturn: ({ currency, potentialReturnMinor }) => money(currency, potentialReturnMinor),
  returned: ({ currency, returnMinor }) => (returnMinor === null ? null : money(currency, returnMinor)),
  cashedOut: ({ currency, cashedOutMinor }) => money(currency, cashedOutMinor),
  cancellableUntil: (parent, _, context) => cancellable(parent, context),
  cashOutValue: (parent, _, context) => cashOutValue(parent, context),
  async cashOuts({ id, currency }, _, { loaders }) {
    return (await loaders.cashOuts.load(id)).map((each) => ({ ...each, currency }));
  },
  async history({ id, currency }, _, { loaders }) {
    return (await loaders.betHistory.load(id)).map((each) => ({ ...each, currency }));
  },
};

const share = ({ resultNumerator, resultDenominator }: PlacedLeg): string | null =>
  resultNumerator === null ? null : `${resultNumerator}/${resultDenominator}`;

const betLeg: BetLegResolvers = {
  selection: async ({ selectionId }, _, { loaders }) => existing(await loaders.selection.load(selectionId)),
  market: async ({ marketId }, _, { loaders }) => existing(await loaders.market.load(marketId)),
  event: async ({ eventId }, _, { loaders }) => existing(await loaders.sportEvent.load(eventId)),
  odds: ({ oddsMilli }) => formatOdds(oddsMilli),
  resultShare: (leg) => share(leg),
};

function authorOf(viewer: Viewer, { actorKind, actorId }: { actorKind: string; actorId: string | null }): string {
  if (actorKind === 'service') return `service:${actorId}`;
  return hasRole(viewer, 'SUPPORT') && actorId !== null ? `${actorKind}:${actorId}` : actorKind;
}

const betHistoryEntry: BetHistoryEntryResolvers = {
  from: ({ fromStatus }) => fromStatus,
  to: ({ toStatus }) => toStatus,
  by: (entry, _, { viewer }) => authorOf(viewer, entry),
  amount: ({ currency, amountMinor }) => money(currency, amountMinor),
};

const cashOut: CashOutResolvers = {
  stake: ({ currency, stakeMinor }) => money(currency, stakeMinor),
  amount: ({ currency, amountMinor }) => money(currency, amountMinor),
};

const changedOdds: ChangedOddsResolvers = {
  requested: ({ requestedMilli }) => formatOdds(requestedMilli),
  current: ({ currentMilli }) => formatOdds(currentMilli),
};

const betQuote: BetQuoteResolvers = {
  unitStake: ({ currency, unitStakeMinor }) => money(currency, unitStakeMinor),
  stake: ({ currency, stakeMinor }) => money(currency, stakeMinor),
  minUnitStake: ({ currency, minUnitStakeMinor: min }) => (min === null ? null : money(currency, min)),
  maxUnitStake: ({ currency, maxUnitStakeMinor: max }) => (max === null ? null : money(currency, max)),
  potentialReturn: ({ currency, potentialReturnMinor }) => money(currency, potentialReturnMinor),
  changes: ({ changes }) => [...changes],
};

const bettingLimits: BettingLimitsResolvers = {
  minStake: ({ currency, minStakeMinor }) => money(currency, minStakeMinor),
  maxStake: ({ currency, maxStakeMinor }) => money(currency, maxStakeMinor),
  maxReturn: ({ currency, maxReturnMinor }) => money(currency, maxReturnMinor),
};

const limitOf = (limits: BettingLimits | null, scope: Parameters<typeof capOf>[1]) =>
  limits && money(limits.currency, capOf(limits, scope));

const cashOutOffer: CashOutOfferResolvers = {
  stake: ({ currency, stakeMinor }) => money(currency, stakeMinor),
  amount: ({ currency, amountMinor }) => money(currency, amountMinor),
};

const exposure: ExposureResolvers = {
  stake: ({ currency, stakeMinor }) => money(currency, stakeMinor),
  potentialReturn: ({ currency, openMinor }) => money(currency, openMinor),
  limit: async ({ currency, scope }, _, { loaders }) => limitOf(await loaders.bettingLimits.load(currency), scope),
};

export const betTypesResolvers = {
  Bet: bet,
  BetLeg: betLeg,
  BetHistoryEntry: betHistoryEntry,
  CashOut: cashOut,
  CashOutOffer: cashOutOffer,
  ChangedOdds: changedOdds,
  BetQuote: betQuote,
  BettingLimits: bettingLimits,
  Exposure: exposure,
};
