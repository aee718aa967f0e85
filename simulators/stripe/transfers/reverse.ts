import { balanceOf } from '../balance/balance-of.ts';
import { post } from '../balance/post.ts';
import type { ReversalRecord, TransferRecord } from '../records/connect.ts';
import { refused } from '../wire/api-error.ts';
import { randomId } from '../wire/random-id.ts';
import type { Work } from '../work/work.ts';

function amountToReverse(transfer: TransferRecord, sent: number | undefined): number {
  const rest = transfer.amount - transfer.amountReversed;
  if (rest === 0)
    throw refused(`Transfer ${transfer.id} is already fully reversed.`, { code: 'transfer_already_reversed' });
  if (sent !== undefined && sent > rest)
    throw refused(`Transfer reversal amount (${sent}) is greater than unreversed amount on transfer (${rest})`, {
      param: 'amount',
    });
  return sent ?? rest;
}

/** Pending money can be reversed before it becomes available. */
function requireFunds(work: Work, transfer: TransferRecord, amount: number): void {
  const { available, pending } = balanceOf(work.view, transfer.destination, transfer.currency, work.now);
  const reachable = transfer.availableOn > work.now ? available + pending : available;
  if (reachable < amount)
    throw refused(
      `Insufficient funds in the connected account ${transfer.destination} to reverse ${amount} ${transfer.currency}.`,
      { code: 'balance_insufficient' },
    );
}

/** Reverses a transfer or a part of it. */
export function reverseTransfer(
  work: Work,
  transfer: TransferRecord,
  sent: { amount: number | undefined; metadata: Record<string, string> | null | undefined },
): ReversalRecord {
  const amount = amountToReverse(transfer, sent.amount);
  requireFunds(work, transfer, amount);
  const id = randomId('trr');
  const { currency, availableOn } = transfer;
  const moved = { currency, source: id, availableOn: Math.max(availableOn, work.now) };
  const transaction = post(work, { account: transfer.account, type: 'transfer_refund', amount, ...moved });
  post(work, {
    account: transfer.destination,
    type: 'payment_refund',
    reportingCategory: 'refund',
    amount: -amount,
    ...moved,
  });
  const reversal = work.put('reversals', {
    id,
    account: transfer.account,
    createdAt: work.now,
    amount,
    currency,
    transfer: transfer.id,
    balanceTransaction: transaction.id,
    metadata: sent.metadata ?? {},
  });
  const reversed = work.put('transfers', {
    ...transfer,
    amountReversed: transfer.amountReversed + amount,
    reversals: [...transfer.reversals, id],
  });
  work.tell('transfer.reversed', 'transfers', reversed, transfer);
  return reversal;
}
