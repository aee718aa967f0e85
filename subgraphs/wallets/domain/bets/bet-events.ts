import { type Envelope, type EventTrail, newEvent, walletsBet } from '@soko/events';
import type { Bet } from './bet.ts';

const money = ({ currency }: Bet, amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency });

const facts = (bet: Bet) => ({
  userId: bet.userId,
  kind: bet.kind,
  status: bet.status,
  stake: money(bet, bet.stakeMinor),
  openStake: money(bet, bet.openStakeMinor),
  openReturn: money(bet, bet.status === 'ACCEPTED' ? bet.potentialReturnMinor : 0n),
});

const about = ({ id, version }: Bet) => ({ subject: id, sequence: version });

export const betPlaced = (bet: Bet, trail: EventTrail): Envelope => {
  const { lines } = bet;
  const legs = bet.legs.map(({ selectionId, marketId, eventId, oddsMilli, isBanker }) => ({
    selectionId,
    marketId,
    eventId,
    oddsMilli,
    isBanker,
  }));
  const data = { bet: facts(bet), lines, legs, potentialReturn: money(bet, bet.potentialReturnMinor) };
  return newEvent(walletsBet, 'placed', { ...about(bet), data }, trail);
};

export const betCancelled = (bet: Bet, refundedMinor: bigint, trail: EventTrail): Envelope =>
  newEvent(
    walletsBet,
    'cancelled',
    { ...about(bet), data: { bet: facts(bet), refunded: money(bet, refundedMinor) } },
    trail,
  );

export function betCashedOut(
  bet: Bet,
  { stakeMinor, amountMinor }: { stakeMinor: bigint; amountMinor: bigint },
  trail: EventTrail,
): Envelope {
  const data = { bet: facts(bet), closedStake: money(bet, stakeMinor), paid: money(bet, amountMinor) };
  return newEvent(walletsBet, 'cashed_out', { ...about(bet), data }, trail);
}
