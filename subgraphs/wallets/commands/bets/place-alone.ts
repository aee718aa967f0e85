import { notFound } from '@soko/errors';
import type { Envelope } from '@soko/events';
import { requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { inTransaction, type Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import type { Bet } from '../../domain/bets/bet.ts';
import { betPlaced } from '../../domain/bets/bet-events.ts';
import { exposureSubjects, maxUnitStake } from '../../domain/bets/betting-limits.ts';
import { newBet } from '../../domain/bets/new-bet.ts';
import type { PlaceBetRefusal, PlaceBetResult } from '../../domain/bets/place-bet-result.ts';
import { priceBet } from '../../domain/bets/price-bet.ts';
import type { PricedBet, WantedBet } from '../../domain/bets/priced-bet.ts';
import { isBettingStaff, marketMaxima, refuseBet } from '../../domain/bets/refuse-bet.ts';
import { stakeTooHigh } from '../../domain/bets/refusals.ts';
import { insufficientFunds } from '../../domain/money-refusals.ts';
import { refuseByGamingLimits } from '../../store/gaming/index.ts';
import { findExposureRoom } from '../../store/bets/exposure.ts';
import { findBetByKey, findBets } from '../../store/bets/find-bets.ts';
import { lockPlacementFacts, type PlacementFacts } from '../../store/bets/placement-facts.ts';
import { savePlacement } from '../../store/bets/save-placement.ts';
import { takeStake } from './move-stake.ts';

/** What placing a bet uses of its request. */
export type BettorContext = Pick<WalletsContext, 'viewer' | 'pool' | 'now' | 'trail'>;

/** A validated request. */
export interface BetRequest {
  context: BettorContext;
  userId: string;
  wanted: WantedBet;
  key: string;
  inputHash: string;
  /** When it arrived, in milliseconds of the clock of this process. */
  since: number;
}

/** The refusal, or a look-up of it for which the transaction has to be over. */
type Reason = PlaceBetRefusal | ((db: Queryable) => Promise<PlaceBetRefusal>);

/** Rolls the transaction back. Without a reason the bet had been placed before. */
class NotPlaced extends Error {
  override readonly name = 'NotPlaced';
  readonly reason: Reason | null;
  constructor(reason: Reason | null) {
    super('The bet is not placed.');
    this.reason = reason;
  }
}

/**
 * Places a bet and takes its stake in one transaction. Six SQL statements when it is placed: begin, the facts, the limits of
 * the user, the stake, the bet, commit.
 */
export async function placeAlone(request: BetRequest): Promise<PlaceBetResult> {
  const { pool } = request.context;
  try {
    return await inTransaction(pool, (tx) => place(tx, request));
  } catch (error) {
    if (!(error instanceof NotPlaced)) throw error;
    return refuseUnlessRepeated(pool, request, error.reason);
  }
}

/** A repeat in another process may be refused for what the first call has taken: its result is the first bet. */
export async function refuseUnlessRepeated(
  db: Queryable,
  { userId, key, inputHash }: BetRequest,
  reason: Reason | null,
): Promise<PlaceBetResult> {
  const earlier = await findBetByKey(db, userId, key);
  if (earlier !== null) return repeat(db, earlier, inputHash);
  if (reason === null) throw new Error('A bet was neither placed nor refused.');
  return typeof reason === 'function' ? reason(db) : reason;
}

async function repeat(db: Queryable, earlier: { id: string; inputHash: string }, inputHash: string): Promise<Bet> {
  requireSameInput(earlier.inputHash, inputHash);
  const [bet] = await findBets(db, [earlier.id]);
  return bet!;
}

async function place(tx: Queryable, request: BetRequest): Promise<Bet> {
  const { userId, wanted, key, inputHash } = request;
  const selectionIds = wanted.legs.map(({ selectionId }) => selectionId);
  const facts = await lockPlacementFacts(tx, { selectionIds, currency: wanted.currency, userId, key });
  if (facts.earlier !== null) return repeat(tx, facts.earlier, inputHash);
  const unknown = selectionIds.find((id) => !facts.selections.has(id));
  if (unknown !== undefined) throw notFound(`Selection ${unknown}`);
  return save(tx, request, facts);
}

async function save(tx: Queryable, request: BetRequest, facts: PlacementFacts): Promise<Bet> {
  const { context, userId, wanted, key, inputHash } = request;
  const { selections: known, limits, walletId } = facts;
  const isStaff = isBettingStaff(context.viewer);
  const placedAt = context.now();
  const priced = priceBet(wanted, known);
  // The exposures are checked where they are changed.
  const roomMinor = limits?.maxReturnMinor ?? 0n;
  const refusal = refuseBet(wanted, priced, { isStaff, known, limits, roomMinor, now: placedAt });
  if (refusal !== null || limits === null) throw new NotPlaced(refusal);
  if (walletId === null) throw new NotPlaced(insufficientFunds({ amountMinor: 0n, currency: wanted.currency }));
  const bet = newBet(wanted, priced, { id: newId('bet'), userId, placedAt });
  const reference = `bet:${bet.id}:stake`;
  const gaming = { userId, activity: 'stake', amountMinor: bet.stakeMinor, currency: bet.currency } as const;
  const forbidden = await refuseByGamingLimits(tx, { ...gaming, reference, now: placedAt });
  if (forbidden !== null) throw new NotPlaced(forbidden);
  const stake = await takeStake(tx, { bet, walletId, reference }, context.trail);
  if (isRefusal(stake)) throw new NotPlaced(stake);
  const events: Envelope[] = [betPlaced(bet, context.trail), ...stake.events];
  const { actor } = context.trail;
  const saved = await savePlacement(tx, { bet, idempotencyKey: key, inputHash, reference, limits, actor, events });
  if (saved === 'key used') throw new NotPlaced(null);
  if (saved === 'limit reached') throw new NotPlaced((db) => explainLimit(db, bet, priced, facts));
  return bet;
}

/** The refusal of a bet with which an exposure would exceed its limit. */
async function explainLimit(
  db: Queryable,
  bet: Bet,
  priced: PricedBet,
  { selections: known, limits }: PlacementFacts,
): Promise<PlaceBetRefusal> {
  const roomMinor = await findExposureRoom(db, exposureSubjects(bet.userId, bet.legs), limits!);
  return stakeTooHigh(bet.currency, maxUnitStake(priced, limits!, marketMaxima(known, bet.currency), roomMinor));
}
