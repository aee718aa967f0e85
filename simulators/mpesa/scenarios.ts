/** What happens to a prompt. */
export interface StkScenario {
  resultCode: string;
  /** Time until the payer has answered, or the network has given up. Default: that of the settings. */
  afterMs?: number;
  /** `early`: before the acknowledgement. */
  callback: 'once' | 'twice' | 'never' | 'early';
  /** Difference between the amount that is paid and the amount that was asked for. */
  amountOffset?: number;
  /** The result code is sent as a text. */
  isText?: boolean;
}

/** What happens to a payout. */
export interface PayoutScenario {
  resultCode: string;
  afterMs?: number;
  /** `timeout` calls the queue timeout address and never the result address. */
  report: 'result' | 'timeout' | 'never';
  /** Difference between the amount that is paid out and the amount that was asked for. */
  amountOffset?: number;
}

const minute = 60_000;

export const stkScenarios: Readonly<Record<string, StkScenario>> = {
  success: { resultCode: '0', callback: 'once' },
  insufficient: { resultCode: '1', callback: 'once' },
  limit: { resultCode: '17', callback: 'once' },
  busy: { resultCode: '26', callback: 'once' },
  locked: { resultCode: '1001', callback: 'once', afterMs: 0 },
  expired: { resultCode: '1019', callback: 'once', afterMs: 2 * minute },
  'not-sent': { resultCode: '1025', callback: 'once', afterMs: 0 },
  cancelled: { resultCode: '1032', callback: 'once' },
  'no-answer': { resultCode: '1037', callback: 'once', afterMs: minute },
  'wrong-pin': { resultCode: '2001', callback: 'once' },
  'no-callback': { resultCode: '0', callback: 'never' },
  'twice-told': { resultCode: '0', callback: 'twice' },
  'before-answer': { resultCode: '0', callback: 'early' },
  late: { resultCode: '0', callback: 'once', afterMs: 5 * minute },
  'wrong-amount': { resultCode: '0', callback: 'once', amountOffset: -1 },
  'text-code': { resultCode: '0', callback: 'once', isText: true },
};

export const payoutScenarios: Readonly<Record<string, PayoutScenario>> = {
  success: { resultCode: '0', report: 'result' },
  'float-low': { resultCode: '1', report: 'result' },
  'day-limit': { resultCode: '4', report: 'result' },
  'balance-limit': { resultCode: '8', report: 'result' },
  unregistered: { resultCode: '2040', report: 'result' },
  'no-number': { resultCode: 'SFC_IC0003', report: 'result' },
  'no-callback': { resultCode: '0', report: 'never' },
  'timeout-paid': { resultCode: '0', report: 'timeout' },
  'hour-then-paid': { resultCode: '0', report: 'timeout', afterMs: 60 * minute },
  'hour-then-failed': { resultCode: '2040', report: 'timeout', afterMs: 60 * minute },
  'paid-less': { resultCode: '0', report: 'result', amountOffset: -1 },
  'paid-more': { resultCode: '0', report: 'result', amountOffset: 1 },
};

/** The last three digits of a phone number choose its scenario. */
const byDigits: Readonly<Record<string, { stk?: string; b2c?: string }>> = {
  '001': { stk: 'insufficient', b2c: 'float-low' },
  '017': { stk: 'limit' },
  '026': { stk: 'busy' },
  '019': { stk: 'expired' },
  '025': { stk: 'not-sent' },
  '032': { stk: 'cancelled' },
  '037': { stk: 'no-answer' },
  '201': { stk: 'wrong-pin' },
  '404': { stk: 'no-callback', b2c: 'no-callback' },
  '202': { stk: 'twice-told' },
  '100': { stk: 'before-answer' },
  '300': { stk: 'late' },
  '111': { stk: 'wrong-amount', b2c: 'paid-less' },
  '112': { b2c: 'paid-more' },
  '222': { stk: 'text-code' },
  '004': { b2c: 'day-limit' },
  '008': { b2c: 'balance-limit' },
  '040': { b2c: 'unregistered' },
  '003': { b2c: 'no-number' },
  '600': { b2c: 'timeout-paid' },
  '700': { b2c: 'hour-then-paid' },
  '701': { b2c: 'hour-then-failed' },
};

export const scenarioOf = (kind: 'stk' | 'b2c', msisdn: string): string | undefined =>
  byDigits[msisdn.slice(-3)]?.[kind];

export const resultTexts: Readonly<Record<string, string>> = {
  '0': 'The service request is processed successfully.',
  '1': 'The balance is insufficient for the transaction.',
  '2': 'Declined due to limit rule: less than the minimum transaction amount.',
  '4': 'Declined due to limit rule: would exceed the daily transfer limit.',
  '8': 'Declined due to limit rule: would exceed the maximum balance.',
  '17': 'The credit party customer type cannot accept the transaction.',
  '26': 'System busy. Try again in a short while.',
  '1001': 'Unable to lock subscriber, a transaction is already in process for the current subscriber.',
  '1019': 'Transaction has expired.',
  '1025': 'An error occurred while sending a push request.',
  '1032': 'Request cancelled by user.',
  '1037': 'DS timeout user cannot be reached.',
  '2001': 'The initiator information is invalid.',
  '2040': 'Credit Party customer type (Unregistered or Registered Customer) can’t be supported by the service.',
  SFC_IC0003: 'The operator does not exist.',
  R000001: 'The transaction has already been reversed.',
  R000002: 'The OriginalTransactionID is invalid.',
};
