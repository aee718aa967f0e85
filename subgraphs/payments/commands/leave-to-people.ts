import { isUniqueViolation } from '@soko/postgres';
import { newId } from '@soko/ids';
import type { Collection, CollectionReport } from '../domain/collection.ts';
import { type PaymentsServices, trailOfService } from '../services.ts';
import type { ProviderEvent } from '../store/provider-events.ts';
import { DecidedByPeople, keepUnmatched, type UnmatchedFunds } from '../store/unmatched-funds.ts';
import { settleCollection } from './collect-funds.ts';

/** Keeps a report that fits nothing for people, and says so in the log. */
export async function leaveToPeople(
  { db, log, now }: PaymentsServices,
  { eventId, type: kind, objectRef: aboutId }: ProviderEvent,
  reason: string,
  facts: Partial<UnmatchedFunds>,
): Promise<void> {
  log.error(
    { event: eventId, kind, reason },
    'M-Pesa reported something that Soko did not ask for; people must look at it',
  );
  const nothing = { receipt: null, providerRef: null, amountMinor: null, reference: null };
  await keepUnmatched(
    db,
    { ...nothing, ...facts, eventId, kind, reason, aboutId },
    trailOfService({ now }, newId('req')),
  );
}

/** Keeps money for people that could not be returned to its payer. It is kept once. */
export async function leaveReturnToPeople(
  { db, log, now }: PaymentsServices,
  {
    id: aboutId,
    receipt,
    amountMinor,
    correlationId,
  }: Pick<Collection, 'id' | 'receipt' | 'correlationId'> & { amountMinor: bigint },
): Promise<void> {
  log.error({ collection: aboutId }, 'money could not be returned to its payer; people must return it another way');
  const nothing = { providerRef: null, reference: null };
  const eventId = `return_${aboutId}`;
  const kept = { ...nothing, eventId, kind: 'return', reason: 'not_returned', receipt, amountMinor, aboutId };
  await keepUnmatched(db, kept, trailOfService({ now }, correlationId));
}

/** Saves a report. Money that another collection has, a second payment, and what the credited amount lacks are left to people. */
export async function settleOrLeave(
  services: PaymentsServices,
  event: ProviderEvent,
  { id, correlationId }: { id: string; correlationId: string },
  report: CollectionReport,
  facts: Partial<UnmatchedFunds>,
): Promise<void> {
  try {
    const after = await settleCollection(services, { id }, report, trailOfService(services, correlationId));
    if (report.status !== 'succeeded') return;
    if (report.receipt !== null && after.receipt !== report.receipt)
      return await leaveToPeople(services, event, 'credited_differently', facts);
    const amountMinor = (report.receivedMinor ?? after.receivedMinor ?? 0n) - (after.receivedMinor ?? 0n);
    if (amountMinor !== 0n) await leaveToPeople(services, event, 'amount_differs', { ...facts, amountMinor });
  } catch (error) {
    if (!isUniqueViolation(error, 'receipt') && !(error instanceof DecidedByPeople)) throw error;
    await leaveToPeople(services, event, 'receipt_used', facts);
  }
}
