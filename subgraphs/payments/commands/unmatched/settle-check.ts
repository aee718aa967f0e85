import type { ProviderName } from '../../domain/payment.ts';
import { isDifference, paidDifferently } from '../../domain/unmatched.ts';
import type { PaymentsServices } from '../../services.ts';
import { findCollection } from '../../store/collections.ts';
import { findDisbursement } from '../../store/disbursements.ts';
import { findCheckedDecision, postponeDecision } from '../../store/funds-decisions.ts';
import type { ProviderEvent } from '../../store/provider-events.ts';
import { confirmUnmatched, findUnmatched, type KeptFunds } from '../../store/unmatched-funds.ts';
import { asyncResult } from '../settle-payout.ts';
import { endDecision } from './continue-decisions.ts';

/** True for the answer to a question about unmatched funds. */
export const isAboutUnmatched = ({ objectRef }: ProviderEvent): boolean => objectRef?.startsWith('umf_') === true;

/** The whole amount that the provider must have under the receipt, in minor units. Null when it is unknown. */
async function wholeOf({ db }: PaymentsServices, funds: KeptFunds): Promise<bigint | null> {
  const { provider, receipt, aboutId, amountMinor } = funds;
  if (!isDifference(funds) || amountMinor === null) return amountMinor;
  if (funds.reason === paidDifferently) {
    const payout = aboutId === null ? null : await findDisbursement(db, { id: aboutId });
    return payout && payout.amountMinor - amountMinor;
  }
  const paid = receipt === null ? null : await findCollection(db, { provider: provider as ProviderName, receipt });
  return paid && (paid.receivedMinor ?? 0n) + amountMinor;
}

/** M-Pesa's answer to the question whether it has the money of unmatched funds. A decision about them waits for it. */
export async function settleUnmatchedCheck(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const { code, status, receipt, amountMinor } = asyncResult.parse(event.payload);
  const funds = await findUnmatched(services.db, event.objectRef!);
  const decision = funds && (await findCheckedDecision(services.db, funds.id));
  if (funds === null || decision === null) return;
  const isSame = receipt === funds.receipt && amountMinor === (await wholeOf(services, funds))?.toString();
  if (code === '0' && status === 'Completed' && isSame) {
    await confirmUnmatched(services.db, funds.id, services.now());
    await postponeDecision(services.db, decision, services.now());
    services.decideSoon();
    return;
  }
  const failure = `M-Pesa does not confirm this money: it answers ${status ?? `with the code ${code}`}.`;
  await endDecision(services, decision, { status: 'FAILED', failure });
}
