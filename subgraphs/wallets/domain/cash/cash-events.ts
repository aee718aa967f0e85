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

/** The money of a deposit went back; the wallet did not have `lentMinor` of it any more. */
export function depositReturnedEvent(deposit: Deposit, lentMinor: bigint, trail: EventTrail): Envelope {
  const currency = deposit.receivedIn ?? deposit.currency;
  const data = {
    ...factsOf(deposit),
    returned: money(deposit.returnedMinor, currency),
    debt: money(lentMinor, currency),
  };
  return newEvent(walletsDeposit, 'returned', { subject: deposit.id, sequence: deposit.version, data }, trail);
}

/** Money of a deposit that had gone back is here again; `repaidMinor` of it repaid what its return had lent. */
export function returnReversedEvent(deposit: Deposit, repaidMinor: bigint, trail: EventTrail): Envelope {
  const currency = deposit.receivedIn ?? deposit.currency;
  const data = {
    ...factsOf(deposit),
    returned: money(deposit.returnedMinor, currency),
    repaid: money(repaidMinor, currency),
  };
  return newEvent(walletsDeposit, 'return_reversed', { subject: deposit.id, sequence: deposit.version, data }, trail);
}

/** The event of a deposit that has just reached its status. */
export function depositEvent(deposit: Deposit, trail: EventTrail): Envelope {
  const { status, currency, failure, receivedMinor } = deposit;
  const facts = factsOf(deposit);
  const about = { subject: deposit.id, sequence: deposit.version };
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
