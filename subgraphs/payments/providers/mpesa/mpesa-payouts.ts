import { z } from 'zod';
import { disbursementReport } from '../../domain/disbursement.ts';
import type { DisburseRequest, KnownDisbursement, Payouts } from '../funds-provider.ts';
import { ProviderRefusal, ProviderUnavailable } from '../provider.ts';
import { type DarajaClient, DarajaRefusal, duplicateId } from './daraja-client.ts';
import { readMsisdn, requireShillings } from './limits.ts';
import { refusedRequest } from './results.ts';
import { securityCredential } from './security-credential.ts';
import { callbackUrl, type CallbackKind, type MpesaSettings } from './settings.ts';

const accepted = z.object({ ConversationID: z.string().min(1), ResponseCode: z.coerce.string() });

type Settings = MpesaSettings & { initiator: NonNullable<MpesaSettings['initiator']> };

/** Payouts to phones, and reversals of prompts that were paid. The outcome comes later, to the callback addresses. */
export function createMpesaPayouts(client: DarajaClient, settings: Settings) {
  const { initiator, shortCode, payoutShortCode } = settings;

  const credential = () => securityCredential(initiator.password, initiator.certificate);

  const addresses = (result: CallbackKind, id: string) => ({
    ResultURL: callbackUrl(settings, result, id),
    QueueTimeOutURL: callbackUrl(settings, 'timeout', id),
  });

  const payOut = ({ id, phone, amountMinor, remarks }: DisburseRequest) =>
    client.post('/mpesa/b2c/v3/paymentrequest', {
      OriginatorConversationID: id,
      InitiatorName: initiator.name,
      SecurityCredential: credential(),
      CommandID: 'BusinessPayment',
      Amount: Number(amountMinor / 100n),
      PartyA: payoutShortCode,
      PartyB: readMsisdn(phone),
      Remarks: remarks,
      // Their spelling.
      Occassion: 'Soko',
      ...addresses('b2c', id),
    });

  const reverse = ({ id, receipt, amountMinor, remarks }: DisburseRequest) => {
    if (receipt === null) throw new ProviderRefusal('receipt_missing', 'The receipt of the payment is unknown.');
    return client.post('/mpesa/reversal/v1/request', {
      Initiator: initiator.name,
      SecurityCredential: credential(),
      CommandID: 'TransactionReversal',
      TransactionID: receipt,
      Amount: Number(amountMinor / 100n),
      ReceiverParty: shortCode,
      // Their spelling.
      RecieverIdentifierType: '11',
      Remarks: remarks,
      Occasion: 'Soko',
      ...addresses('reversal', id),
    });
  };

  const ask = (about: string, PartyA: string, what: { TransactionID: string } | { OriginalConversationID: string }) =>
    client.post('/mpesa/transactionstatus/v1/query', {
      Initiator: initiator.name,
      SecurityCredential: credential(),
      CommandID: 'TransactionStatusQuery',
      ...what,
      PartyA,
      IdentifierType: '4',
      Remarks: 'Outcome',
      Occasion: 'Soko',
      ...addresses('status', about),
    });

  return {
    answersFinally: false,
    check({ kind, phone, amountMinor, currency }) {
      if (kind === 'B2C') readMsisdn(phone);
      requireShillings({ amountMinor, currency });
    },
    async disburse(request) {
      try {
        const read = accepted.safeParse(await (request.kind === 'B2C' ? payOut(request) : reverse(request)));
        if (!read.success) throw new ProviderUnavailable('M-Pesa acknowledged a payout without its id.');
        return disbursementReport('accepted', { ref: read.data.ConversationID });
      } catch (error) {
        if (!(error instanceof DarajaRefusal)) throw error;
        // The outcome of the request that it has accepted before follows.
        if (error.code === duplicateId) return disbursementReport('accepted');
        return disbursementReport('failed', { failure: refusedRequest(error.code, error.message) });
      }
    },
    async look({ id, kind, ref, receipt }: KnownDisbursement) {
      // The answer is an acknowledgement; the outcome arrives at the callback address.
      const what = receipt === null ? { OriginalConversationID: ref ?? id } : { TransactionID: receipt };
      await ask(id, kind === 'B2C' ? payoutShortCode : shortCode, what);
      return disbursementReport('accepted');
    },
    async verifyReceipt(receipt, about, isPayout = false) {
      await ask(about, isPayout ? payoutShortCode : shortCode, { TransactionID: receipt });
    },
  } satisfies Payouts;
}
