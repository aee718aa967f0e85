import { z } from 'zod';

/** Codes are numbers in some callbacks and texts in others. */
const code = z.union([z.string(), z.number()]).transform((value) => String(value).trim());

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]).optional();
const item = z.object({ Name: z.string(), Value: value });
const parameter = z.object({ Key: z.string(), Value: value });

/** M-Pesa sends a list of one as an object. */
const listOf = <Each extends z.ZodType>(each: Each) =>
  z.union([z.array(each), each.transform((one) => [one])]).default([]);

/** An amount of shillings, such as `1`, `1.00` or `"1.50"`, in cents. Null when it is none. */
export function readCents(given: unknown): bigint | null {
  const [, shillings, cents = ''] = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(String(given)) ?? [];
  return shillings === undefined ? null : BigInt(shillings) * 100n + BigInt(cents.padEnd(2, '0'));
}

const receiptShape = /^[A-Z0-9]{10}$/;
const readReceipt = (given: unknown): string | null =>
  typeof given === 'string' && receiptShape.test(given) ? given : null;

/** The callback of a prompt, without data of the payer. */
export interface StkResult {
  checkoutId: string;
  code: string;
  receivedMinor: string | null;
  receipt: string | null;
}

const stkCallback = z.object({
  Body: z.object({
    stkCallback: z.object({
      CheckoutRequestID: z.string().min(1).max(200),
      ResultCode: code,
      CallbackMetadata: z.object({ Item: listOf(item) }).optional(),
    }),
  }),
});

export function readStkCallback(body: unknown): StkResult | null {
  const read = stkCallback.safeParse(body);
  if (!read.success) return null;
  const { CheckoutRequestID: checkoutId, ResultCode, CallbackMetadata } = read.data.Body.stkCallback;
  const items = new Map(CallbackMetadata?.Item.map(({ Name, Value }) => [Name, Value]));
  return {
    checkoutId,
    code: ResultCode,
    receivedMinor: readCents(items.get('Amount'))?.toString() ?? null,
    receipt: readReceipt(items.get('MpesaReceiptNumber')),
  };
}

/** The result of a payout, a reversal or a status query, without data of the payee. */
export interface AsyncResult {
  originatorId: string;
  conversationId: string;
  code: string;
  transactionId: string | null;
  /** Of a status query: `Completed`, `Failed`, `Pending` … */
  status: string | null;
  receipt: string | null;
  amountMinor: string | null;
  /** Of a status query: the ids of the transaction that it asked about. */
  aboutOriginatorId: string | null;
  aboutConversationId: string | null;
}

const asyncResult = z.object({
  Result: z.object({
    ResultCode: code,
    OriginatorConversationID: z.string().max(200).default(''),
    ConversationID: z.string().max(200).default(''),
    TransactionID: z.string().max(200).optional(),
    ResultParameters: z.object({ ResultParameter: listOf(parameter) }).optional(),
  }),
});

const textOrNull = (given: string | number | boolean | null | undefined): string | null =>
  given === undefined || given === null || given === '' ? null : String(given);

export function readAsyncResult(body: unknown): AsyncResult | null {
  const read = asyncResult.safeParse(body);
  if (!read.success) return null;
  const { Result: result } = read.data;
  const found = new Map(result.ResultParameters?.ResultParameter.map(({ Key, Value }) => [Key, Value]));
  return {
    originatorId: result.OriginatorConversationID,
    conversationId: result.ConversationID,
    code: result.ResultCode,
    transactionId: readReceipt(result.TransactionID),
    status: textOrNull(found.get('TransactionStatus')),
    receipt: readReceipt(found.get('ReceiptNo') ?? found.get('TransactionReceipt') ?? result.TransactionID),
    amountMinor: readCents(found.get('Amount') ?? found.get('TransactionAmount'))?.toString() ?? null,
    aboutOriginatorId: textOrNull(found.get('OriginatorConversationID')),
    aboutConversationId: textOrNull(found.get('ConversationID')),
  };
}

/** A payment to the shortcode, without data of the payer. */
export interface C2bPayment {
  receipt: string;
  amountMinor: string;
  shortCode: string;
  reference: string;
}

const c2bPayment = z.object({
  TransID: z.string().regex(receiptShape),
  TransAmount: z.union([z.string(), z.number()]),
  BusinessShortCode: z.union([z.string(), z.number()]).transform(String),
  BillRefNumber: z.union([z.string(), z.number()]).transform(String).default(''),
});

export function readC2bPayment(body: unknown): C2bPayment | null {
  const read = c2bPayment.safeParse(body);
  const amount = read.success ? readCents(read.data.TransAmount) : null;
  if (!read.success || amount === null) return null;
  const { TransID: receipt, BusinessShortCode: shortCode, BillRefNumber } = read.data;
  return { receipt, amountMinor: amount.toString(), shortCode, reference: BillRefNumber.trim().slice(0, 40) };
}
