import { newConversationId } from '../records/ids.ts';
import type { PayoutRecord } from '../records/kinds.ts';
import { payoutScenarios, scenarioOf } from '../scenarios.ts';
import { DarajaError } from '../wire/api-error.ts';
import { isInitiator } from '../wire/credentials.ts';
import { patterns, readField, readOptional, readUrl } from '../wire/read-body.ts';
import { takeForced } from '../work/take-forced.ts';
import type { Call } from './call.ts';

const greatest = 250_000;

const limitCode = (amount: number): string | null => (amount < 10 ? '2' : amount > greatest ? '3' : null);

export const accepted = ({ id, conversationId }: PayoutRecord): object => ({
  ConversationID: conversationId,
  OriginatorConversationID: id,
  ResponseCode: '0',
  ResponseDescription: 'Accept the service request successfully.',
});

export const b2c: Call = {
  path: '/mpesa/b2c/v3/paymentrequest',
  run(simulator, body) {
    const id = readField(body, 'OriginatorConversationID', patterns.text);
    readField(body, 'InitiatorName', patterns.text);
    readField(body, 'SecurityCredential', /^.{20,1000}$/);
    readField(body, 'CommandID', /^SalaryPayment$|^BusinessPayment$|^PromotionPayment$/);
    const amount = Number(readField(body, 'Amount', patterns.wholeAmount));
    const shortCode = readField(body, 'PartyA', patterns.shortCode);
    const msisdn = readField(body, 'PartyB', patterns.msisdn);
    const remarks = readField(body, 'Remarks', patterns.remarks);
    readOptional(body, 'Occassion', patterns.occasion);
    const timeoutUrl = readUrl(body, 'QueueTimeOutURL');
    const resultUrl = readUrl(body, 'ResultURL');
    if (simulator.records.get('payouts', id) !== undefined) {
      throw new DarajaError(500, '500.002.1001', 'Duplicate OriginatorConversationID.');
    }
    const name = takeForced(simulator, 'b2c', msisdn) ?? scenarioOf('b2c', msisdn) ?? 'success';
    const scenario = payoutScenarios[name] ?? payoutScenarios.success!;
    const now = simulator.nowMs();
    const refused = isInitiator(simulator, body, 'InitiatorName') ? limitCode(amount) : '2001';
    const payout: PayoutRecord = {
      id,
      conversationId: newConversationId(new Date(now)),
      kind: 'B2C',
      shortCode,
      msisdn,
      amount,
      remarks,
      resultUrl,
      timeoutUrl,
      reverses: null,
      scenario: refused === null ? name : 'success',
      createdAt: now,
      decideAt: now + (scenario.afterMs ?? simulator.settings().payoutAfterMs),
      outcome: refused ?? scenario.resultCode,
      resultCode: null,
      receipt: null,
      paid: null,
    };
    simulator.change((draft) => draft.put('payouts', payout));
    simulator.armPayout(payout);
    return accepted(payout);
  },
};
