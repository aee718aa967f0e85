import type { PaymentsServices } from '../../services.ts';
import { findCheckedDecision, postponeDecision } from '../../store/funds-decisions.ts';
import type { ProviderEvent } from '../../store/provider-events.ts';
import { confirmUnmatched, findUnmatched } from '../../store/unmatched-funds.ts';
import { asyncResult } from '../settle-payout.ts';
import { endDecision } from './continue-decisions.ts';

/** True for the answer to a question about unmatched funds. */
export const isAboutUnmatched = ({ objectRef }: ProviderEvent): boolean => objectRef?.startsWith('umf_') === true;

/** M-Pesa's answer to the question whether it has the money of unmatched funds. A decision about them waits for it. */
export async function settleUnmatchedCheck(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const { code, status, receipt, amountMinor } = asyncResult.parse(event.payload);
  const funds = await findUnmatched(services.db, event.objectRef!);
  const decision = funds && (await findCheckedDecision(services.db, funds.id));
  if (funds === null || decision === null) return;
  const isSame = receipt === funds.receipt && amountMinor === funds.amountMinor?.toString();
  if (code === '0' && status === 'Completed' && isSame) {
    await confirmUnmatched(services.db, funds.id, services.now());
    await postponeDecision(services.db, decision, services.now());
    services.decideSoon();
    return;
  }
  const failure = `M-Pesa does not confirm this money: it answers ${status ?? `with the code ${code}`}.`;
  await endDecision(services, decision, { status: 'FAILED', failure });
}
