import type { EventTrail } from '@soko/events';
import { type Disbursement, disbursementReport } from '../domain/disbursement.ts';
import { lookAgainAt } from '../domain/funds-times.ts';
import type { Payouts } from '../providers/funds-provider.ts';
import type { PaymentsServices } from '../services.ts';
import { findCollection } from '../store/collections.ts';
import { postponeDisbursement } from '../store/disbursements.ts';
import { keepUnmatched } from '../store/unmatched-funds.ts';
import { settleDisbursement } from './disburse-funds.ts';

/** True for a return of money that is in a wallet: an earlier version began some by mistake. */
export async function returnsDeposit(
  { db }: PaymentsServices,
  { purpose, collectionId }: Disbursement,
): Promise<boolean> {
  if (purpose !== 'RETURN' || collectionId === null) return false;
  return (await findCollection(db, { id: collectionId }))?.purpose === 'DEPOSIT';
}

/**
 * The next step of a return of a deposit. Its provider is never asked for it again: one that the provider did not accept has failed,
 * and the outcome of another is asked for. People see each once, because any of its requests may have been carried out.
 */
export async function keepDeposit(
  services: PaymentsServices,
  payouts: Payouts,
  disbursement: Disbursement,
  trail: EventTrail,
): Promise<void> {
  const { db, log, now, settings } = services;
  const { id, kind, status, provider, providerRef, receipt, currency, amountMinor, reference, attempts } = disbursement;
  const kept = { eventId: `deposit_return_${id}`, kind: 'return', reason: 'deposit_returned', aboutId: id };
  const funds = { ...kept, receipt, providerRef, amountMinor, reference };
  if (await keepUnmatched(db, funds, trail, { provider, currency })) {
    log.error({ disbursement: id }, 'a deposit was about to be returned to its payer; people must look whether it was');
  }
  if (status === 'CREATED') {
    const failure = { code: 'deposit_kept', message: 'The money is in a wallet and is not returned.' };
    await settleDisbursement(services, disbursement, disbursementReport('failed', { failure }), trail);
    return;
  }
  await payouts.look({ id, kind, ref: providerRef, receipt, amountMinor, attempts });
  await postponeDisbursement(db, disbursement, lookAgainAt(disbursement.createdAt, now(), settings.funds));
}
