import { nairobi, newConversationId, newOriginatorId } from '../records/ids.ts';
import type { PayoutRecord, TransactionRecord } from '../records/kinds.ts';
import type { Simulator } from '../simulator.ts';
import { invalidField } from '../wire/api-error.ts';
import { isInitiator } from '../wire/credentials.ts';
import { patterns, readField, readOptional, readUrl } from '../wire/read-body.ts';
import { resultBody } from '../work/decide-payout.ts';
import { keepCallback } from '../work/send-callback.ts';
import type { Call } from './call.ts';

/** Time until the result of a status query is posted. */
const resultAfterMs = 500;

function findPayout({ records }: Simulator, conversationId: string): PayoutRecord | undefined {
  const known = records.get('payouts', conversationId);
  if (known !== undefined) return known;
  for (const payout of records.newestFirst('payouts')) if (payout.conversationId === conversationId) return payout;
  return undefined;
}

function findTransaction({ records }: Simulator, receipt: string, payout: PayoutRecord | undefined) {
  return records.get('transactions', receipt || (payout?.receipt ?? ''));
}

type Parameters = (readonly [string, string | number])[];

const completed = (it: TransactionRecord): Parameters => [
  ['DebitPartyName', it.kind === 'B2C' ? `${it.shortCode} - SOKO` : `${it.msisdn} - JANE DOE`],
  ['CreditPartyName', it.kind === 'B2C' ? `${it.msisdn} - JANE DOE` : `${it.shortCode} - SOKO`],
  ['OriginatorConversationID', it.originatorConversationId],
  ['InitiatedTime', Number(nairobi(new Date(it.at)))],
  ['FinalisedTime', Number(nairobi(new Date(it.at)))],
  ['TransactionStatus', 'Completed'],
  ['Amount', it.amount],
  ['ConversationID', it.conversationId],
  ['ReceiptNo', it.id],
];

const withoutReceipt = (it: PayoutRecord): Parameters => [
  ['OriginatorConversationID', it.id],
  ['InitiatedTime', Number(nairobi(new Date(it.createdAt)))],
  ['TransactionStatus', it.resultCode === null ? 'Pending' : 'Failed'],
  ['ReasonType', it.resultCode ?? ''],
  ['Amount', it.amount],
  ['ConversationID', it.conversationId],
];

/** No transaction is known: neither that it happened, nor that it will not. */
const notFound = '2032';

export const transactionStatus: Call = {
  path: '/mpesa/transactionstatus/v1/query',
  run(simulator, body) {
    readField(body, 'Initiator', patterns.text);
    readField(body, 'SecurityCredential', /^.{20,1000}$/);
    readField(body, 'CommandID', /^TransactionStatusQuery$/);
    readField(body, 'PartyA', patterns.shortCode);
    readField(body, 'IdentifierType', /^[124]$/);
    readField(body, 'Remarks', patterns.remarks);
    readOptional(body, 'Occasion', patterns.occasion);
    const receipt = readOptional(body, 'TransactionID', /^[A-Z0-9]{10}$/);
    const original = readOptional(body, 'OriginalConversationID', patterns.text);
    if (receipt === '' && original === '') throw invalidField('TransactionID');
    const timeoutUrl = readUrl(body, 'QueueTimeOutURL');
    const resultUrl = readUrl(body, 'ResultURL');
    const now = simulator.nowMs();
    const about = { originatorId: newOriginatorId(), conversationId: newConversationId(new Date(now)), timeoutUrl };
    // The truth is read when the result is posted.
    simulator.controls.agenda.at(now + resultAfterMs, () => {
      const payout = original === '' ? undefined : findPayout(simulator, original);
      const found = findTransaction(simulator, receipt, payout);
      const parameters = found ? completed(found) : payout ? withoutReceipt(payout) : [];
      const known = parameters.length > 0 ? '0' : notFound;
      const code = isInitiator(simulator, body, 'Initiator') ? known : '2001';
      const result = resultBody({ ...about, transactionId: found?.id ?? '' }, code, code === '0' ? parameters : []);
      const at = simulator.nowMs();
      simulator.sender.send(simulator.change((draft) => keepCallback(draft, 'status', resultUrl, result, at)));
    });
    return {
      OriginatorConversationID: about.originatorId,
      ConversationID: about.conversationId,
      ResponseCode: '0',
      ResponseDescription: 'Accept the service request successfully.',
    };
  },
};
