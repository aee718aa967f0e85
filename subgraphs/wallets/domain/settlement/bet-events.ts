import { type Envelope, type EventTrail, newEvent, walletsBet } from '@soko/events';
import { type BetChange, stakeAtRisk } from './change-bet.ts';
import type { SettlementRun } from './run.ts';

/** The event of a bet that was settled, settled again, or opened again. */
export function betChanged({ bet, reversed, settled }: BetChange, run: SettlementRun, trail: EventTrail): Envelope {
  const money = (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency: bet.currency });
  const facts = {
    userId: bet.userId,
    kind: bet.kind,
    status: settled?.status ?? 'ACCEPTED',
    stake: money(bet.stakeMinor),
    openStake: money(settled === null ? stakeAtRisk(bet) : 0n),
    openReturn: money(settled === null ? bet.potentialReturnMinor : 0n),
  };
  const of = { subject: bet.id, sequence: bet.version + 1 };
  const paid = settled === null ? null : money(settled.returnMinor);
  const revision = settled?.revision ?? bet.settlementRevision;
  if (reversed === null) {
    const data = { bet: facts, stakeSettled: money(stakeAtRisk(bet)), paid: paid!, revision };
    return newEvent(walletsBet, 'settled', { ...of, data }, trail);
  }
  const before = { status: reversed.status, paid: money(reversed.returnMinor) };
  return newEvent(
    walletsBet,
    'resettled',
    { ...of, data: { bet: facts, before, paid, revision, reason: run.reason } },
    trail,
  );
}
