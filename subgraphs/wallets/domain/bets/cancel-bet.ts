import { type Bet, cancelWithinMs } from './bet.ts';
import { betNotOpen, type BetNotOpen, cancellationOver, type CancellationOver } from './refusals.ts';
import type { SportEvent } from '../markets/sport-event.ts';

type Kickoff = Pick<SportEvent, 'status' | 'startsAt'>;

const hasStarted = ({ status }: Kickoff): boolean => status === 'LIVE' || status === 'ENDED' || status === 'SETTLED';

/**
 * Time until which a bet can be cancelled: 5 minutes after it was placed, or the start of its first event. Null when it has
 * ended, a part was cashed out, or an event was started before its time.
 */
export function cancellableUntil(bet: Bet, events: readonly Kickoff[]): Date | null {
  const hasResult = bet.legs.some(({ result }) => result !== null);
  if (bet.status !== 'ACCEPTED' || bet.cashOuts > 0 || hasResult || events.some(hasStarted)) return null;
  const times = [bet.placedAt.getTime() + cancelWithinMs, ...events.map(({ startsAt }) => startsAt.getTime())];
  return new Date(Math.min(...times));
}

/** The bet after its cancellation, or the refusal. */
export function cancelBet(bet: Bet, events: readonly Kickoff[], now: Date): Bet | BetNotOpen | CancellationOver {
  if (bet.status !== 'ACCEPTED') return betNotOpen(bet.status);
  const until = cancellableUntil(bet, events);
  if (until === null || now >= until) return cancellationOver();
  return { ...bet, status: 'CANCELLED', openStakeMinor: 0n, settledAt: now, version: bet.version + 1 };
}
