import { nairobi, newOriginatorId, newReceipt } from '../records/ids.ts';
import type { ShortCodeRecord } from '../records/kinds.ts';
import type { Simulator } from '../simulator.ts';
import { DarajaError, invalidField } from '../wire/api-error.ts';
import { type Body, patterns, readField, readOptional, readUrl } from '../wire/read-body.ts';
import { changeBalance, shortCodeOf } from '../work/balances.ts';
import { keepCallback, postNow } from '../work/send-callback.ts';
import type { Call } from './call.ts';

/** Words that an address for C2B must not contain. */
const forbidden = /mpesa|m-pesa|safaricom|exe|exec|cmd|sql|query/i;

function readC2bUrl(body: Body, field: string): string {
  const url = readUrl(body, field);
  if (forbidden.test(url)) throw invalidField(field);
  return url;
}

// Daraja misspells this field.
const answer = (description: string) => ({
  OriginatorCoversationID: newOriginatorId(),
  ResponseCode: '0',
  ResponseDescription: description,
});

export const registerUrls: Call = {
  path: '/mpesa/c2b/v2/registerurl',
  run(simulator, body) {
    const id = readField(body, 'ShortCode', patterns.shortCode);
    const responseType = readField(body, 'ResponseType', /^Completed$|^Cancelled$/) as ShortCodeRecord['responseType'];
    const confirmationUrl = readC2bUrl(body, 'ConfirmationURL');
    const validationUrl = readC2bUrl(body, 'ValidationURL');
    simulator.change((draft) =>
      draft.put('shortCodes', { ...shortCodeOf(draft, id), confirmationUrl, validationUrl, responseType }),
    );
    return answer('Success');
  },
};

export interface Paid {
  shortCode: string;
  amount: number;
  msisdn: string;
  reference: string;
}

const masked = (msisdn: string): string => `${msisdn.slice(0, 5)} ***** ${msisdn.slice(-3)}`;

function payloadOf(simulator: Simulator, paid: Paid, receipt: string, balance: number): object {
  return {
    TransactionType: 'Pay Bill',
    TransID: receipt,
    TransTime: nairobi(simulator.controls.clock.now()),
    TransAmount: paid.amount.toFixed(2),
    BusinessShortCode: paid.shortCode,
    BillRefNumber: paid.reference,
    InvoiceNumber: '',
    OrgAccountBalance: balance.toFixed(2),
    ThirdPartyTransID: '',
    MSISDN: masked(paid.msisdn),
    FirstName: 'JANE',
    MiddleName: '',
    LastName: 'DOE',
  };
}

/** Whether the shop accepts the payment. Without an answer in eight seconds, the registered response applies. */
async function isValid(simulator: Simulator, shop: ShortCodeRecord, payload: object): Promise<boolean> {
  if (shop.validationUrl === null) return true;
  const said = (await postNow(simulator, shop.validationUrl, payload)) as { ResultCode?: unknown } | null;
  return said === null ? shop.responseType === 'Completed' : String(said.ResultCode) === '0';
}

/** A customer pays to the shortcode: validation, then the money moves, then the confirmation. Null when it is refused. */
export async function payBill(simulator: Simulator, paid: Paid): Promise<string | null> {
  const draft = simulator.records.draft();
  const shop = shortCodeOf(draft, paid.shortCode);
  const receipt = newReceipt(draft);
  if (!(await isValid(simulator, shop, payloadOf(simulator, paid, receipt, shop.working)))) return null;
  const delivery = simulator.change((saved) => {
    const at = simulator.nowMs();
    const { shortCode, msisdn, amount, reference } = paid;
    const ids = { conversationId: '', originatorConversationId: '' };
    saved.put('transactions', {
      id: receipt,
      kind: 'C2B',
      shortCode,
      msisdn,
      amount,
      reversed: 0,
      reference,
      ...ids,
      at,
    });
    changeBalance(saved, shortCode, 'working', amount);
    if (shop.confirmationUrl === null) return null;
    const payload = payloadOf(simulator, paid, receipt, shop.working + amount);
    return keepCallback(saved, 'c2b', shop.confirmationUrl, payload, at);
  });
  if (delivery) simulator.sender.send(delivery);
  return receipt;
}

export const simulateC2b: Call = {
  path: '/mpesa/c2b/v2/simulate',
  async run(simulator, body) {
    const shortCode = readField(body, 'ShortCode', patterns.shortCode);
    readField(body, 'CommandID', /^CustomerPayBillOnline$|^CustomerBuyGoodsOnline$/);
    const amount = Number(readField(body, 'Amount', patterns.wholeAmount));
    const msisdn = readField(body, 'Msisdn', patterns.msisdn);
    const reference = readOptional(body, 'BillRefNumber', patterns.text);
    if (simulator.records.get('shortCodes', shortCode)?.confirmationUrl == null) {
      throw new DarajaError(500, '500.003.1001', 'Internal Server Error: no URL is registered');
    }
    await payBill(simulator, { shortCode, amount, msisdn, reference });
    return answer('Accept the service request successfully.');
  },
};
