import type { Delivery } from '@soko/simulator-kit';
import { nairobiText, newReceipt } from '../records/ids.ts';
import type { MpesaDraft, PayoutRecord } from '../records/kinds.ts';
import { payoutScenarios, resultTexts } from '../scenarios.ts';
import type { Simulator } from '../simulator.ts';
import { changeBalance, shortCodeOf } from './balances.ts';
import { keepCallback } from './send-callback.ts';

const asNumber = (code: string): number | string => (/^\d+$/.test(code) ? Number(code) : code);

/** Wraps a result as Daraja posts it. Failures have no parameters. */
export const resultBody = (
  about: { originatorId: string; conversationId: string; transactionId: string; timeoutUrl: string },
  code: string,
  parameters: readonly (readonly [string, string | number])[],
): object => ({
  Result: {
    ResultType: 0,
    ResultCode: asNumber(code),
    ResultDesc: resultTexts[code] ?? 'Failed.',
    OriginatorConversationID: about.originatorId,
    ConversationID: about.conversationId,
    TransactionID: about.transactionId,
    ...(parameters.length > 0
      ? { ResultParameters: { ResultParameter: parameters.map(([Key, Value]) => ({ Key, Value })) } }
      : {}),
    ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL', Value: about.timeoutUrl } },
  },
});

function payoutResult(draft: MpesaDraft, payout: PayoutRecord, now: Date): object {
  const { id: originatorId, conversationId, receipt, paid, msisdn, shortCode, timeoutUrl } = payout;
  const about = { originatorId, conversationId, transactionId: receipt ?? 'RI00000000', timeoutUrl };
  const code = payout.resultCode ?? '';
  if (code !== '0') return resultBody(about, code, []);
  const { utility, working } = shortCodeOf(draft, shortCode);
  return resultBody(about, code, [
    ['TransactionAmount', paid ?? payout.amount],
    ['TransactionReceipt', receipt ?? ''],
    ['ReceiverPartyPublicName', `${msisdn} - JANE DOE`],
    ['TransactionCompletedDateTime', nairobiText(now)],
    ['B2CUtilityAccountAvailableFunds', utility],
    ['B2CWorkingAccountAvailableFunds', working],
    ['B2CRecipientIsRegisteredCustomer', 'Y'],
    ['B2CChargesPaidAccountAvailableFunds', 0],
  ]);
}

/** The money of a reversal comes out of what was received, and at most once. */
function reversalCode(draft: MpesaDraft, { reverses, amount }: PayoutRecord): string {
  const original = reverses === null ? undefined : draft.get('transactions', reverses);
  if (original === undefined || (original.kind !== 'STK' && original.kind !== 'C2B')) return 'R000002';
  if (original.reversed + amount > original.amount) return 'R000001';
  draft.put('transactions', { ...original, reversed: original.reversed + amount });
  return '0';
}

/** Amount that a payout moves when it succeeds. */
const paidOf = ({ amount, kind, scenario }: PayoutRecord): number =>
  amount + (kind === 'B2C' ? (payoutScenarios[scenario]?.amountOffset ?? 0) : 0);

function codeOf(draft: MpesaDraft, payout: PayoutRecord, outcome: string): string {
  if (outcome !== '0') return outcome;
  if (payout.kind === 'REVERSAL') return reversalCode(draft, payout);
  return shortCodeOf(draft, payout.shortCode).utility < paidOf(payout) ? '1' : '0';
}

/** Fixes the outcome of a payout: the money is paid, or it will not be. */
function decidePayout(simulator: Simulator, draft: MpesaDraft, id: string, outcome?: string): PayoutRecord | null {
  const payout = draft.get('payouts', id);
  if (payout === undefined || payout.resultCode !== null) return null;
  const resultCode = codeOf(draft, payout, outcome ?? payout.outcome);
  if (resultCode !== '0') return draft.put('payouts', { ...payout, resultCode });
  const receipt = newReceipt(draft);
  const { kind, shortCode, msisdn, conversationId, remarks: reference } = payout;
  const paid = paidOf(payout);
  draft.put('transactions', {
    id: receipt,
    kind,
    shortCode,
    msisdn,
    amount: paid,
    reversed: 0,
    reference,
    conversationId,
    originatorConversationId: id,
    at: simulator.nowMs(),
  });
  changeBalance(draft, shortCode, kind === 'B2C' ? 'utility' : 'working', -paid);
  return draft.put('payouts', { ...payout, resultCode, receipt, paid });
}

/** Decides a payout whose time has come, and reports the result where its scenario does. */
export function finishPayout(simulator: Simulator, id: string, outcome?: string): PayoutRecord | null {
  const found = simulator.change((draft) => {
    const payout = decidePayout(simulator, draft, id, outcome);
    const now = simulator.controls.clock.now();
    const isReported = payout !== null && payoutScenarios[payout.scenario]?.report === 'result';
    const delivery: Delivery | null = isReported
      ? keepCallback(
          draft,
          payout.kind === 'B2C' ? 'b2c' : 'reversal',
          payout.resultUrl,
          payoutResult(draft, payout, now),
          now.getTime(),
        )
      : null;
    return { payout, delivery };
  });
  if (found.delivery) simulator.sender.send(found.delivery);
  return found.payout;
}

/** Reports that a payout waited too long in the queue. Its outcome stays open. */
export function reportTimeout(simulator: Simulator, payout: PayoutRecord): void {
  const { id: originatorId, conversationId, timeoutUrl } = payout;
  const about = { originatorId, conversationId, transactionId: '', timeoutUrl };
  const body = resultBody(about, '1037', []);
  const delivery = simulator.change((draft) => keepCallback(draft, 'timeout', timeoutUrl, body, simulator.nowMs()));
  simulator.sender.send(delivery);
}
