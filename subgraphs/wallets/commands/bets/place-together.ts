import type { Envelope } from '@soko/events';
import { newId } from '@soko/ids';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { Bet } from '../../domain/bets/bet.ts';
import { betPlaced } from '../../domain/bets/bet-events.ts';
import type { BettingLimits } from '../../domain/bets/betting-limits.ts';
import { newBet } from '../../domain/bets/new-bet.ts';
import type { PlaceBetRefusal, PlaceBetResult } from '../../domain/bets/place-bet-result.ts';
import { priceBet } from '../../domain/bets/price-bet.ts';
import { isBettingStaff, refuseBet } from '../../domain/bets/refuse-bet.ts';
import { sharedRoom } from '../../domain/bets/shared-room.ts';
import { savePlacements } from '../../store/bets/save-placements.ts';
import { lockSharedFacts, type SharedFacts } from '../../store/bets/shared-facts.ts';
import { admitStakes } from '../../store/gaming/admit-stakes.ts';
import { afterFailure, type BatchServices, NotTogether } from './failed-batch.ts';
import { takeStakes } from './move-stake.ts';
import { type BetRequest, refuseUnlessRepeated } from './place-alone.ts';
import { untilDoneOrSlow } from './until-done-or-slow.ts';

/** A bet that everything known allows. */
interface Candidate {
  request: BetRequest;
  bet: Bet;
  walletId: string;
  reference: string;
}

/** The bets of a batch that were placed or refused. Any other is placed alone. */
type Decided = Map<BetRequest, { bet: Bet } | { refusal: PlaceBetRefusal }>;

/**
 * Places bets of different users in one currency in one transaction, with seven SQL statements for any number. A bet that may
 * not fit, or that others would have to wait for, is left out of it, and placed or refused alone: nothing is decided here that
 * `placeAlone` would decide otherwise. When anything else goes wrong, all are placed alone.
 */
export async function placeTogether(
  services: BatchServices,
  requests: readonly BetRequest[],
): Promise<Promise<PlaceBetResult>[]> {
  const { pool, alone } = services;
  // Those that are placed alone may wait for locks. A bet that needs none of these does not wait for them.
  if (requests.length === 1 && !alone.isFull()) {
    const only = [alone.place(requests[0]!)];
    await untilDoneOrSlow(only, slowMs);
    return only;
  }
  let decided: Decided;
  try {
    decided = await inTransaction(pool, (tx) => place(tx, requests));
  } catch (error) {
    return afterFailure(services, requests, error);
  }
  return requests.map(async (request) => {
    const decision = decided.get(request);
    if (decision === undefined) return alone.place(request);
    return 'bet' in decision ? decision.bet : refuseUnlessRepeated(pool, request, decision.refusal);
  });
}

/** Milliseconds after which a bet that is placed alone waits for a lock: other bets do not wait for it. */
const slowMs = 25;

async function place(tx: Queryable, requests: readonly BetRequest[]): Promise<Decided> {
  const { currency } = requests[0]!.wanted;
  const wanted = requests.map(({ userId, key, wanted: { legs } }) => ({
    userId,
    key,
    selectionIds: legs.map(({ selectionId }) => selectionId),
  }));
  const facts = await lockSharedFacts(tx, wanted, currency);
  const limits = facts.find((each) => each !== null)?.limits ?? null;
  const decided: Decided = new Map();
  if (limits === null) return decided;
  const room = sharedRoom(limits);
  const candidates: Candidate[] = [];
  for (const [index, request] of requests.entries()) {
    const known = facts[index]!;
    if (known === null) continue;
    const decision = decide(request, known);
    if (decision === null) continue;
    if ('refusal' in decision) decided.set(request, decision);
    else if (room.take(decision.bet, known.openMinor)) candidates.push(decision);
  }
  if (candidates.length === 0) return decided;
  for (const { request, bet } of await save(tx, candidates, limits)) decided.set(request, { bet });
  return decided;
}

/** The bet or its refusal, or null when more has to be known than the facts. */
function decide(request: BetRequest, facts: SharedFacts): Candidate | { refusal: PlaceBetRefusal } | null {
  const { context, userId, wanted } = request;
  const { selections: known, limits, walletId, isRepeat, availableMinor } = facts;
  if (isRepeat || limits === null || walletId === null || known.size < wanted.legs.length) return null;
  const placedAt = context.now();
  const priced = priceBet(wanted, known);
  const isStaff = isBettingStaff(context.viewer);
  const { maxReturnMinor: roomMinor } = limits;
  const refusal = refuseBet(wanted, priced, { isStaff, known, limits, roomMinor, now: placedAt });
  if (refusal !== null) return { refusal };
  if (priced.stakeMinor > availableMinor) return null;
  const bet = newBet(wanted, priced, { id: newId('bet'), userId, placedAt });
  return { request, bet, walletId, reference: `bet:${bet.id}:stake` };
}

/** Saves the bets that the limits of their users admit, and returns these. */
async function save(
  tx: Queryable,
  candidates: readonly Candidate[],
  limits: BettingLimits,
): Promise<readonly Candidate[]> {
  const stakes = candidates.map(({ bet: { userId, stakeMinor: amountMinor, placedAt: now }, reference }) => ({
    userId,
    amountMinor,
    reference,
    now,
  }));
  const admitted = await admitStakes(tx, stakes, limits.currency);
  const going = candidates.filter(({ bet }) => admitted.has(bet.userId));
  if (going.length === 0) return going;
  const told = await takeStakes(
    tx,
    going.map(({ request, ...stake }) => ({ ...stake, trail: request.context.trail })),
  );
  if (told === null) throw new NotTogether('stake_refused');
  const placements = going.map(({ request, bet, reference }, index) => {
    const { trail } = request.context;
    const events: Envelope[] = [betPlaced(bet, trail), ...told[index]!];
    const { key: idempotencyKey, inputHash } = request;
    return { bet, idempotencyKey, inputHash, reference, limits, actor: trail.actor, events };
  });
  const saved = await savePlacements(tx, placements, limits);
  if (saved !== 'saved') throw new NotTogether(saved === 'key used' ? 'key_used' : 'limit_reached');
  return going;
}
