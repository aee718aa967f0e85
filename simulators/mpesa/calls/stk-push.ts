import { newCheckoutId, newOriginatorId } from '../records/ids.ts';
import type { PushRecord } from '../records/kinds.ts';
import { scenarioOf, stkScenarios } from '../scenarios.ts';
import type { Simulator } from '../simulator.ts';
import { invalidField } from '../wire/api-error.ts';
import { requirePassword } from '../wire/credentials.ts';
import { type Body, patterns, readField, readOptional, readUrl } from '../wire/read-body.ts';
import { decidePush, pushCallback } from '../work/decide-push.ts';
import { takeForced } from '../work/take-forced.ts';
import { postNow } from '../work/send-callback.ts';
import type { Call } from './call.ts';

function readPush(simulator: Simulator, body: Body) {
  const read = {
    shortCode: readField(body, 'BusinessShortCode', patterns.shortCode),
    timestamp: readField(body, 'Timestamp', patterns.timestamp),
    type: readField(body, 'TransactionType', /^CustomerPayBillOnline$|^CustomerBuyGoodsOnline$/),
    amount: Number(readField(body, 'Amount', patterns.wholeAmount)),
    payer: readField(body, 'PartyA', patterns.msisdn),
    payee: readField(body, 'PartyB', patterns.shortCode),
    msisdn: readField(body, 'PhoneNumber', patterns.msisdn),
    callbackUrl: readUrl(body, 'CallBackURL'),
    accountReference: readField(body, 'AccountReference', patterns.reference),
    description: readOptional(body, 'TransactionDesc', patterns.description),
  };
  requirePassword(simulator, body);
  if (read.amount > 250_000) throw invalidField('Amount');
  return read;
}

/** A subscriber answers one prompt at a time. */
function hasOpenPush({ records }: Simulator, msisdn: string): boolean {
  for (const push of records.newestFirst('pushes')) {
    if (push.msisdn === msisdn && push.resultCode === null) return true;
  }
  return false;
}

function newPush(simulator: Simulator, read: ReturnType<typeof readPush>): PushRecord {
  const { shortCode, msisdn, amount, accountReference, callbackUrl } = read;
  const settings = simulator.settings();
  const name = hasOpenPush(simulator, msisdn)
    ? 'locked'
    : (takeForced(simulator, 'stk', msisdn) ?? scenarioOf('stk', msisdn) ?? settings.defaultScenario);
  const scenario = stkScenarios[name] ?? stkScenarios.success!;
  const now = simulator.nowMs();
  return {
    id: newCheckoutId(new Date(now)),
    merchantRequestId: newOriginatorId(),
    shortCode,
    msisdn,
    amount,
    accountReference,
    callbackUrl,
    scenario: name,
    createdAt: now,
    decideAt: scenario.callback === 'early' ? now : now + (scenario.afterMs ?? settings.answerAfterMs),
    outcome: scenario.resultCode,
    resultCode: null,
    receipt: null,
    paid: Math.max(1, amount + (scenario.amountOffset ?? 0)),
  };
}

/** The payer is so quick that the callback arrives before the acknowledgement. */
async function decideEarly(simulator: Simulator, { id, callbackUrl }: PushRecord): Promise<void> {
  const decided = simulator.change((draft) => decidePush(simulator, draft, id));
  if (decided) await postNow(simulator, callbackUrl, pushCallback(decided, simulator.controls.clock.now()));
}

export const stkPush: Call = {
  path: '/mpesa/stkpush/v1/processrequest',
  async run(simulator, body) {
    const push = newPush(simulator, readPush(simulator, body));
    simulator.change((draft) => draft.put('pushes', push));
    if (stkScenarios[push.scenario]?.callback === 'early') await decideEarly(simulator, push);
    else simulator.armPush(push);
    return {
      MerchantRequestID: push.merchantRequestId,
      CheckoutRequestID: push.id,
      ResponseCode: '0',
      ResponseDescription: 'Success. Request accepted for processing',
      CustomerMessage: 'Success. Request accepted for processing',
    };
  },
};
