import { type Envelope, type EventTrail, newEvent, walletsPayout } from '@soko/events';
import type { Payout } from './payout.ts';
import { isFaultOfMethod } from './seller-method.ts';

const plainTypes = { SCHEDULED: 'scheduled', PROCESSING: 'processing', PAID: 'paid' } as const;

/** The event of a payout that has just reached its status. */
export function payoutEvent(payout: Payout, trail: EventTrail): Envelope {
  const { sellerId, userId, status, kind, amountMinor, currency, failure } = payout;
  const facts = {
    payout: { sellerId, userId, status, kind, amount: { amountMinor: amountMinor.toString(), currency } },
  };
  const about = { subject: payout.id, sequence: payout.version };
  if (status !== 'FAILED' && status !== 'RETURNED') {
    return newEvent(walletsPayout, plainTypes[status], { ...about, data: facts }, trail);
  }
  const code = failure?.code ?? 'unknown';
  const reason = { code, reason: failure?.message ?? 'The payout failed.', needsNewMethod: isFaultOfMethod(code) };
  const type = status === 'FAILED' ? 'failed' : 'returned';
  return newEvent(walletsPayout, type, { ...about, data: { ...facts, ...reason } }, trail);
}
