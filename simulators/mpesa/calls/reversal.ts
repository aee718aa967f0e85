import { newConversationId, newOriginatorId } from '../records/ids.ts';
import type { PayoutRecord } from '../records/kinds.ts';
import { isInitiator } from '../wire/credentials.ts';
import { patterns, readField, readOptional, readUrl } from '../wire/read-body.ts';
import { accepted } from './b2c.ts';
import type { Call } from './call.ts';

export const reversal: Call = {
  path: '/mpesa/reversal/v1/request',
  run(simulator, body) {
    readField(body, 'Initiator', patterns.text);
    readField(body, 'SecurityCredential', /^.{20,1000}$/);
    readField(body, 'CommandID', /^TransactionReversal$/);
    const reverses = readField(body, 'TransactionID', /^[A-Z0-9]{10}$/);
    const amount = Number(readField(body, 'Amount', patterns.wholeAmount));
    const shortCode = readField(body, 'ReceiverParty', patterns.shortCode);
    readField(body, 'RecieverIdentifierType', /^11$/);
    const remarks = readField(body, 'Remarks', patterns.remarks);
    readOptional(body, 'Occasion', patterns.occasion);
    const timeoutUrl = readUrl(body, 'QueueTimeOutURL');
    const resultUrl = readUrl(body, 'ResultURL');
    const now = simulator.nowMs();
    const payout: PayoutRecord = {
      id: newOriginatorId(),
      conversationId: newConversationId(new Date(now)),
      kind: 'REVERSAL',
      shortCode,
      msisdn: simulator.records.get('transactions', reverses)?.msisdn ?? '',
      amount,
      remarks,
      resultUrl,
      timeoutUrl,
      reverses,
      scenario: 'success',
      createdAt: now,
      decideAt: now + simulator.settings().payoutAfterMs,
      outcome: isInitiator(simulator, body, 'Initiator') ? '0' : '2001',
      resultCode: null,
      receipt: null,
      paid: null,
    };
    simulator.change((draft) => draft.put('payouts', payout));
    simulator.armPayout(payout);
    return accepted(payout);
  },
};
