import { z } from 'zod';
import { collectionReport } from '../domain/collection.ts';
import type { PaymentsServices } from '../services.ts';
import { findCollectionByAccount } from '../store/find-collection-by-account.ts';
import { findC2bPayment, type ProviderEvent } from '../store/provider-events.ts';
import { isUnmatched } from '../store/unmatched-funds.ts';
import { leaveToPeople, reportOf, settleOrLeave } from './leave-to-people.ts';
import { NotConfirmedYet } from './not-confirmed-yet.ts';
import { asyncResult } from './settle-payout.ts';

/** Times that M-Pesa is asked about a receipt, in about an hour, before people look. */
const maxQuestions = 12;

const c2bPayment = z.object({
  receipt: z.string(),
  amountMinor: z.string(),
  shortCode: z.string(),
  reference: z.string(),
});

/** The confirmation and the answer about its receipt tell of one payment. */
const factsOf = ({ receipt, amountMinor, reference }: z.infer<typeof c2bPayment>) => ({
  receipt,
  reference,
  amountMinor: BigInt(amountMinor),
  eventId: reportOf('c2b', receipt, amountMinor, reference),
});

/**
 * A payment to the shortcode that names a collection as its account. The confirmation is not signed, so M-Pesa is asked about
 * its receipt; the answer comes to another address. An answer can get lost, so the question is asked until one is here.
 */
export async function askAboutC2b(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const paid = c2bPayment.parse(event.payload);
  const collection = await findCollectionByAccount(services, paid.reference);
  const isNew = collection !== null && (collection.receipt ?? paid.receipt) === paid.receipt;
  if (!isNew) return leaveToPeople(services, event, 'nothing_asked', factsOf(paid));
  if (collection.receipt === paid.receipt) return;
  const payouts = services.funds.get('mpesa')?.payouts ?? null;
  if (payouts?.verifyReceipt === undefined) return leaveToPeople(services, event, 'cannot_be_verified', factsOf(paid));
  if (await isUnmatched(services.db, paid.receipt)) return;
  if (event.attempts > maxQuestions) return leaveToPeople(services, event, 'not_confirmed', factsOf(paid));
  await payouts.verifyReceipt(paid.receipt, `c2b-${paid.receipt}`);
  throw new NotConfirmedYet('M-Pesa has not confirmed the receipt yet.');
}

/** M-Pesa's answer about the receipt of a payment to the shortcode. */
export async function settleC2b(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const { code, status, receipt, amountMinor } = asyncResult.parse(event.payload);
  const asked = event.objectRef?.slice('c2b-'.length) ?? '';
  const saved = await findC2bPayment(services.db, asked);
  const paid = saved === null ? null : c2bPayment.parse(saved);
  const collection = paid && (await findCollectionByAccount(services, paid.reference));
  const isConfirmed = code === '0' && status === 'Completed' && receipt === asked && amountMinor === paid?.amountMinor;
  if (paid === null || collection === null || !isConfirmed) {
    return leaveToPeople(services, event, 'not_confirmed', { receipt: asked });
  }
  const report = collectionReport('succeeded', { receivedMinor: BigInt(paid.amountMinor), receipt });
  await settleOrLeave(services, event, collection, report, factsOf(paid));
}
