import { isEnabled } from '../accounts/render.ts';
import { post } from '../balance/post.ts';
import { requireAvailable } from '../balance/require-available.ts';
import type { PayoutRecord } from '../records/connect.ts';
import { refused } from '../wire/api-error.ts';
import { choice, integer, leftOut, metadata, type Params, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import type { Work } from '../work/work.ts';

export const createParams = {
  amount: required(integer({ min: 1 })),
  currency: required(text()),
  method: choice('standard', 'instant'),
  description: text(),
  statement_descriptor: text(22),
  metadata,
  source_type: choice('bank_account', 'card', 'fpx'),
  destination: text(),
  payout_method: leftOut,
};

const dayS = 24 * 3_600;
const instantS = 30 * 60;

const insufficient =
  'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You can use the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).';

/** Standard payouts arrive the next day, instant ones after half an hour. */
const arrivalOf = (now: number, method: PayoutRecord['method']): number =>
  method === 'instant' ? now + instantS : (Math.floor(now / dayS) + 1) * dayS;

function requirePayouts(work: Work): void {
  const account = work.account === null ? undefined : work.view.get('accounts', work.account);
  if (account && !isEnabled(account))
    throw refused('Payouts are not enabled for this account: it has not given everything that is required.', {
      code: 'payouts_not_allowed',
    });
}

/** Pays money of the account out to its bank. It leaves the balance at once. */
export function createPayout(work: Work, sent: Params<typeof createParams>): PayoutRecord {
  const currency = sent.currency.toLowerCase();
  const { method = 'standard' } = sent;
  requirePayouts(work);
  requireAvailable(work, work.account, sent.amount, currency, insufficient);
  const id = randomId('po');
  const transaction = post(work, { account: work.account, type: 'payout', amount: -sent.amount, currency, source: id });
  const payout = work.put('payouts', {
    id,
    account: work.account,
    createdAt: work.now,
    status: 'pending',
    amount: sent.amount,
    currency,
    arrivalDate: arrivalOf(work.now, method),
    method,
    description: sent.description ?? null,
    statementDescriptor: sent.statement_descriptor ?? null,
    metadata: sent.metadata ?? {},
    balanceTransaction: transaction.id,
    failureBalanceTransaction: null,
    failureCode: null,
    failureMessage: null,
  });
  work.setAlarm('send-payout', id, work.now + 1);
  work.setAlarm('pay-payout', id, payout.arrivalDate);
  work.tell('payout.created', 'payouts', payout);
  return payout;
}
