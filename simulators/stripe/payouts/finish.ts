import { post } from '../balance/post.ts';
import type { PayoutRecord } from '../records/connect.ts';
import type { Work } from '../work/work.ts';

export const isUnderWay = ({ status }: PayoutRecord): boolean => status === 'pending' || status === 'in_transit';

function stopAlarms(work: Work, { id }: PayoutRecord): void {
  work.clearAlarm('send-payout', id);
  work.clearAlarm('pay-payout', id);
}

const returnMoney = (work: Work, payout: PayoutRecord, type: 'payout_failure' | 'payout_cancel'): string =>
  post(work, {
    account: payout.account,
    type,
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
  }).id;

/** The bank processes the payout. It can no longer be canceled. */
export function sendPayout(work: Work, payout: PayoutRecord): PayoutRecord {
  if (payout.status !== 'pending') return payout;
  const sent = work.put('payouts', { ...payout, status: 'in_transit' });
  work.tell('payout.updated', 'payouts', sent, payout);
  return sent;
}

export function payPayout(work: Work, payout: PayoutRecord): PayoutRecord {
  if (!isUnderWay(payout)) return payout;
  stopAlarms(work, payout);
  const paid = work.put('payouts', { ...payout, status: 'paid' });
  work.tell('payout.paid', 'payouts', paid, payout);
  return paid;
}

const messages: Readonly<Record<string, string>> = {
  account_closed: 'The bank account has been closed.',
  could_not_process: 'The bank could not process this payout.',
  insufficient_funds: 'Your Stripe account has insufficient funds to cover the payout.',
  no_account:
    'The bank account details on file are probably incorrect. No bank account could be located with those details.',
};

export const failureCodes = Object.keys(messages);

/** The bank returns the payout, even after it was marked as paid. */
export function failPayout(work: Work, payout: PayoutRecord, code: string): PayoutRecord {
  stopAlarms(work, payout);
  const failed = work.put('payouts', {
    ...payout,
    status: 'failed',
    failureCode: code,
    failureMessage: messages[code] ?? 'The payout failed.',
    failureBalanceTransaction: returnMoney(work, payout, 'payout_failure'),
  });
  work.tell('payout.failed', 'payouts', failed, payout);
  return failed;
}

export function cancelPayout(work: Work, payout: PayoutRecord): PayoutRecord {
  stopAlarms(work, payout);
  const canceled = work.put('payouts', {
    ...payout,
    status: 'canceled',
    failureBalanceTransaction: returnMoney(work, payout, 'payout_cancel'),
  });
  work.tell('payout.canceled', 'payouts', canceled, payout);
  return canceled;
}
