import {
  chainClaim,
  chainMint,
  type Envelope,
  newEvent,
  notificationsDelivery,
  walletsBet,
  walletsDeposit,
  walletsPayout,
} from '@soko/events';
import { trailAt } from '../sales/sales-world.ts';

const shillings = (minor: number) => ({ amountMinor: String(minor), currency: 'KES' });

/** A bet as its events have it. Early versions did not say what an open bet can return. */
interface SpecBet {
  id: string;
  userId?: string;
  stakeMinor: number;
  returnMinor: number;
  isOld?: boolean;
}

interface Step {
  at: string;
  sequence: number;
  openStakeMinor: number;
  openReturnMinor?: number;
}

const aboutBet = (
  { id, userId = 'usr_player', stakeMinor, isOld = false }: SpecBet,
  status: string,
  { sequence, openStakeMinor, openReturnMinor = 0 }: Omit<Step, 'at'>,
) => ({
  fact: { subject: id, sequence },
  bet: {
    userId,
    kind: 'SINGLE' as const,
    status,
    stake: shillings(stakeMinor),
    openStake: shillings(openStakeMinor),
    ...(isOld ? {} : { openReturn: shillings(openReturnMinor) }),
  },
});

export function betPlaced(bet: SpecBet, at: string): Envelope {
  const { stakeMinor, returnMinor } = bet;
  const about = aboutBet(bet, 'ACCEPTED', { sequence: 1, openStakeMinor: stakeMinor, openReturnMinor: returnMinor });
  const data = { bet: about.bet, lines: 1, legs: [], potentialReturn: shillings(returnMinor) };
  return newEvent(walletsBet, 'placed', { ...about.fact, data }, trailAt(at));
}

export function betCancelled(bet: SpecBet, at: string): Envelope {
  const about = aboutBet(bet, 'CANCELLED', { sequence: 2, openStakeMinor: 0 });
  const data = { bet: about.bet, refunded: shillings(bet.stakeMinor) };
  return newEvent(walletsBet, 'cancelled', { ...about.fact, data }, trailAt(at));
}

export function betCashedOut(
  bet: SpecBet,
  { at, closedMinor, paidMinor, ...step }: Step & Paid & { closedMinor: number },
) {
  const about = aboutBet(bet, 'ACCEPTED', step);
  const data = { bet: about.bet, closedStake: shillings(closedMinor), paid: shillings(paidMinor) };
  return newEvent(walletsBet, 'cashed_out', { ...about.fact, data }, trailAt(at));
}

interface Paid {
  paidMinor: number;
}

export function betSettled(
  bet: SpecBet,
  { at, sequence, stakeMinor, paidMinor }: Paid & { at: string; sequence: number; stakeMinor: number },
) {
  const about = aboutBet(bet, paidMinor > 0 ? 'WON' : 'LOST', { sequence, openStakeMinor: 0 });
  const data = { bet: about.bet, stakeSettled: shillings(stakeMinor), paid: shillings(paidMinor), revision: 1 };
  return newEvent(walletsBet, 'settled', { ...about.fact, data }, trailAt(at));
}

/** A correction: with another payment, or with none, so that the bet is open again. */
export function betResettled(
  bet: SpecBet,
  { at, beforeMinor, paidMinor, ...step }: Step & { beforeMinor: number; paidMinor: number | null },
): Envelope {
  const about = aboutBet(bet, paidMinor === null ? 'ACCEPTED' : 'WON', step);
  const before = { status: 'LOST', paid: shillings(beforeMinor) };
  const paid = paidMinor === null ? null : shillings(paidMinor);
  const data = { bet: about.bet, before, paid, revision: 2, reason: null };
  return newEvent(walletsBet, 'resettled', { ...about.fact, data }, trailAt(at));
}

export function payoutEvent(
  type: 'paid' | 'returned',
  { id, at, amountMinor }: { id: string; at: string; amountMinor: number },
) {
  const amount = { amountMinor: String(amountMinor), currency: 'EUR' };
  const payout = { sellerId: 'slr_1', userId: 'usr_1', status: type.toUpperCase(), kind: 'MPESA' as const, amount };
  const fact = { subject: id, sequence: type === 'paid' ? 3 : 4 };
  return type === 'paid'
    ? newEvent(walletsPayout, type, { ...fact, data: { payout } }, trailAt(at))
    : newEvent(
        walletsPayout,
        type,
        { ...fact, data: { payout, code: 'returned_by_bank', reason: 'Spec' } },
        trailAt(at),
      );
}

export function mintEvent(
  type: 'requested' | 'confirmed' | 'failed',
  { id, at, storeId, amount }: { id: string; at: string; storeId: string; amount: number },
): Envelope {
  const status =
    type === 'requested' ? ('RESERVED' as const) : type === 'confirmed' ? ('CONFIRMED' as const) : ('FAILED' as const);
  const mint = { tokenId: 'tok_1', storeId, amount, status, transactionHash: null };
  return newEvent(
    chainMint,
    type,
    { subject: id, sequence: type === 'requested' ? 1 : 4, data: { mint } },
    trailAt(at),
  );
}

export function claimEvent({ id, at, storeId }: { id: string; at: string; storeId: string }): Envelope {
  const claim = { linkId: 'lnk_1', storeId, tokenId: 'tok_1', mintId: `mnt_${id}` };
  return newEvent(chainClaim, 'claimed', { subject: id, sequence: 1, data: { claim, userId: 'usr_1' } }, trailAt(at));
}

export function depositEvent(
  type: 'created' | 'completed',
  { id, at, amountMinor }: { id: string; at: string; amountMinor: number },
): Envelope {
  const about = { ownerId: 'usr_1', walletId: 'wal_1', method: 'MPESA' as const, status: type.toUpperCase() };
  const deposit = { ...about, amount: shillings(amountMinor), excise: shillings(0) };
  const sequence = type === 'created' ? 1 : 2;
  return newEvent(walletsDeposit, type, { subject: id, sequence, data: { deposit } }, trailAt(at));
}

export function messageEvent(
  type: 'sent' | 'failed',
  { id, at, attempt }: { id: string; at: string; attempt: number },
): Envelope {
  const data = { channel: 'EMAIL' as const, topic: 'ORDERS', template: 'order-shipped' };
  return newEvent(notificationsDelivery, type, { subject: id, sequence: attempt, data }, trailAt(at));
}
