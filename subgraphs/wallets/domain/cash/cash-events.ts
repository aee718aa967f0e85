import { type Envelope, type EventTrail, newEvent, walletsDeposit, walletsWithdrawal } from '@soko/events';
import type { Deposit } from './deposit.ts';
import type { Withdrawal } from './withdrawal.ts';

const money = (amountMinor: bigint, currency: string) => ({ amountMinor: amountMinor.toString(), currency });

function factsOf({ ownerId, walletId, method, status, currency, amountMinor, exciseMinor }: Deposit) {
  const amounts = { amount: money(amountMinor, currency), excise: money(exciseMinor, currency) };
  return { deposit: { ownerId, walletId, method, status, ...amounts } };
}

/** The event of a deposit of which another amount arrived than was credited. */
export function depositCorrectedEvent(deposit: Deposit, trail: EventTrail): Envelope {
  const received = money(deposit.correctedMinor ?? deposit.amountMinor, deposit.receivedIn ?? deposit.currency);
  const data = { ...factsOf(deposit), received };
  return newEvent(walletsDeposit, 'corrected', { subject: deposit.id, sequence: deposit.version, data }, trail);
}

/**
 * The event of a deposit that has just reached its status. With `lentMinor`, its money went back, and that much of it was not
 * there any more.
 */
export function depositEvent(deposit: Deposit, trail: EventTrail, lentMinor: bigint | null = null): Envelope {
  const { status, currency, failure, receivedMinor } = deposit;
  const facts = factsOf(deposit);
  const about = { subject: deposit.id, sequence: deposit.version };
  if (lentMinor !== null) {
    const inCurrency = deposit.receivedIn ?? currency;
    const returned = money(deposit.returnedMinor, inCurrency);
    const data = { ...facts, returned, debt: money(lentMinor, inCurrency) };
    return newEvent(walletsDeposit, 'returned', { ...about, data }, trail);
  }
  if (status !== 'FAILED') {
    const type = ({ CREATED: 'created', PENDING: 'pending', COMPLETED: 'completed' } as const)[status];
    return newEvent(walletsDeposit, type, { ...about, data: facts }, trail);
  }
  const received = receivedMinor === null ? null : money(receivedMinor, deposit.receivedIn ?? currency);
  const reason = { code: failure?.code ?? 'unknown', reason: failure?.message ?? 'The deposit failed.' };
  return newEvent(walletsDeposit, 'failed', { ...about, data: { ...facts, ...reason, received } }, trail);
}

const plainTypes = {
  REQUESTED: 'requested',
  HELD: 'held',
  SUBMITTED: 'submitted',
  COMPLETED: 'completed',
  UNDER_REVIEW: 'under_review',
} as const;

/** The event of a withdrawal that has just changed. */
export function withdrawalEvent(withdrawal: Withdrawal, trail: EventTrail): Envelope {
  const { ownerId, walletId, status, currency, failure } = withdrawal;
  const amounts = {
    amount: money(withdrawal.amountMinor, currency),
    withholding: money(withdrawal.withholdingMinor, currency),
  };
  const facts = { withdrawal: { ownerId, walletId, status, ...amounts } };
  const about = { subject: withdrawal.id, sequence: withdrawal.version };
  if (withdrawal.contradicted) {
    const data = { ...facts, paid: status === 'FAILED' };
    return newEvent(walletsWithdrawal, 'contradicted', { ...about, data }, trail);
  }
  if (status !== 'FAILED') return newEvent(walletsWithdrawal, plainTypes[status], { ...about, data: facts }, trail);
  const reason = { code: failure?.code ?? 'unknown', reason: failure?.message ?? 'The withdrawal failed.' };
  return newEvent(walletsWithdrawal, 'failed', { ...about, data: { ...facts, ...reason } }, trail);
}
