import { hasCapability } from '../accounts/render.ts';
import { post } from '../balance/post.ts';
import { requireAvailable } from '../balance/require-available.ts';
import type { TransferRecord } from '../records/connect.ts';
import type { ChargeRecord } from '../records/payments.ts';
import { noSuch, refused } from '../wire/api-error.ts';
import { choice, integer, metadata, type Params, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { findInParam } from '../work/find.ts';
import type { Work } from '../work/work.ts';

export const createParams = {
  amount: required(integer({ min: 1 })),
  currency: required(text()),
  destination: required(text()),
  source_transaction: text(),
  source_type: choice('bank_account', 'card', 'fpx'),
  transfer_group: text(),
  description: text(),
  metadata,
};

type Sent = Params<typeof createParams>;

/** A charge covers transfers up to its captured amount, whether its money is pending or available. */
function sourceOf(work: Work, sent: Sent, currency: string): ChargeRecord | null {
  if (!sent.source_transaction) return null;
  const charge = findInParam(work, 'charges', sent.source_transaction, 'source_transaction');
  if (!charge.captured)
    throw refused(`Charge ${charge.id} has not been captured, so that it cannot back a transfer.`, {
      param: 'source_transaction',
    });
  if (charge.currency !== currency)
    throw refused(
      `The currency of source_transaction's balance transaction (${charge.currency}) must be the same as the transfer currency (${currency})`,
      { param: 'currency' },
    );
  if (charge.transferred + sent.amount > charge.amountCaptured)
    throw refused(
      `Transfers using this transaction as a source must not exceed the source amount of ${charge.amountCaptured}. (There are already transfers using this source, amounting to ${charge.transferred}.)`,
      { param: 'amount' },
    );
  work.put('charges', { ...charge, transferred: charge.transferred + sent.amount });
  return charge;
}

const insufficient =
  'You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card. See: https://stripe.com/docs/testing#available-balance';

function groupOf(sent: Sent, source: ChargeRecord | null): string | null {
  if (sent.transfer_group) return sent.transfer_group;
  return source ? (source.transferGroup ?? `group_${source.intent.slice('pi_'.length)}`) : null;
}

/** Moves money from the platform to a connected account, from the available balance or from a charge. */
export function createTransfer(work: Work, sent: Sent): TransferRecord {
  const currency = sent.currency.toLowerCase();
  const destination = findInParam(work, 'accounts', sent.destination, 'destination');
  if (destination.disconnected === true) throw noSuch('account', destination.id, 'destination', 400);
  if (!hasCapability(destination, 'transfers'))
    throw refused(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      { code: 'insufficient_capabilities_for_transfer' },
    );
  const source = sourceOf(work, sent, currency);
  if (!source) requireAvailable(work, work.account, sent.amount, currency, insufficient);
  const id = randomId('tr');
  const availableOn = source?.availableOn ?? work.now;
  const moved = { currency, source: id, description: sent.description ?? null, availableOn };
  const transaction = post(work, { account: work.account, type: 'transfer', amount: -sent.amount, ...moved });
  post(work, { account: destination.id, type: 'payment', reportingCategory: 'charge', amount: sent.amount, ...moved });
  const transfer = work.put('transfers', {
    id,
    account: work.account,
    createdAt: work.now,
    amount: sent.amount,
    amountReversed: 0,
    currency,
    destination: destination.id,
    destinationPayment: randomId('py'),
    sourceTransaction: source?.id ?? null,
    availableOn,
    transferGroup: groupOf(sent, source),
    description: sent.description ?? null,
    metadata: sent.metadata ?? {},
    balanceTransaction: transaction.id,
    reversals: [],
  });
  work.tell('transfer.created', 'transfers', transfer);
  return transfer;
}
