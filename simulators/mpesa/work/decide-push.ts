import type { Delivery } from '@soko/simulator-kit';
import { nairobi, newReceipt } from '../records/ids.ts';
import type { MpesaDraft, PushRecord } from '../records/kinds.ts';
import { resultTexts, stkScenarios } from '../scenarios.ts';
import type { Simulator } from '../simulator.ts';
import { changeBalance } from './balances.ts';
import { keepCallback } from './send-callback.ts';

const scenarioOf = ({ scenario }: PushRecord) => stkScenarios[scenario] ?? stkScenarios.success!;

/** The callback of a decided prompt. */
export function pushCallback(push: PushRecord, at: Date): object {
  const { id: CheckoutRequestID, merchantRequestId: MerchantRequestID, resultCode, receipt, paid, msisdn } = push;
  const code = resultCode ?? '';
  const ResultCode = scenarioOf(push).isText ? code : Number(code);
  const result = { MerchantRequestID, CheckoutRequestID, ResultCode, ResultDesc: resultTexts[code] ?? 'Failed.' };
  if (code !== '0') return { Body: { stkCallback: result } };
  const Item = [
    { Name: 'Amount', Value: paid },
    { Name: 'MpesaReceiptNumber', Value: receipt },
    { Name: 'Balance' },
    { Name: 'TransactionDate', Value: Number(nairobi(at)) },
    { Name: 'PhoneNumber', Value: Number(msisdn) },
  ];
  return { Body: { stkCallback: { ...result, CallbackMetadata: { Item } } } };
}

/** Fixes the outcome of a prompt: the payer has paid, or will not. */
export function decidePush(simulator: Simulator, draft: MpesaDraft, id: string, outcome?: string): PushRecord | null {
  const push = draft.get('pushes', id);
  if (push === undefined || push.resultCode !== null) return null;
  const resultCode = outcome ?? push.outcome;
  if (resultCode !== '0') return draft.put('pushes', { ...push, resultCode });
  const receipt = newReceipt(draft);
  const { shortCode, msisdn, paid, accountReference: reference } = push;
  draft.put('transactions', {
    id: receipt,
    kind: 'STK',
    shortCode,
    msisdn,
    amount: paid,
    reversed: 0,
    reference,
    conversationId: push.merchantRequestId,
    originatorConversationId: push.merchantRequestId,
    at: simulator.nowMs(),
  });
  changeBalance(draft, shortCode, 'working', paid);
  return draft.put('pushes', { ...push, resultCode, receipt });
}

function callbacksOf(draft: MpesaDraft, push: PushRecord, now: Date): Delivery[] {
  const { callback } = scenarioOf(push);
  if (callback === 'never') return [];
  const copies = callback === 'twice' ? 2 : 1;
  const body = pushCallback(push, now);
  return Array.from({ length: copies }, () => keepCallback(draft, 'stk', push.callbackUrl, body, now.getTime()));
}

/** Decides a prompt whose time has come, and sends its callback. `outcome` forces another result. */
export function finishPush(simulator: Simulator, id: string, outcome?: string): PushRecord | null {
  const { push, deliveries } = simulator.change((draft) => {
    const decided = decidePush(simulator, draft, id, outcome);
    return { push: decided, deliveries: decided ? callbacksOf(draft, decided, simulator.controls.clock.now()) : [] };
  });
  for (const delivery of deliveries) simulator.sender.send(delivery);
  return push;
}
