import type { Failure } from '../../domain/collection.ts';

/** Results of prompts and payouts: our code, and an explanation for the person who pays or is paid. */
const stkFailures: Readonly<Record<string, Failure>> = {
  '1': { code: 'insufficient_funds', message: 'The M-Pesa balance is too low. Top up, or pay another way.' },
  '17': { code: 'limit_reached', message: 'A limit of M-Pesa does not allow this payment.' },
  '26': { code: 'provider_busy', message: 'M-Pesa is busy. Try again in a moment.' },
  '1001': {
    code: 'subscriber_busy',
    message: 'Another M-Pesa request is open on this phone. Wait a minute and try again.',
  },
  '1019': { code: 'prompt_expired', message: 'The M-Pesa prompt expired. Try again.' },
  '1025': { code: 'prompt_not_sent', message: 'The M-Pesa prompt could not be sent. Try again.' },
  '1032': { code: 'cancelled_by_user', message: 'The M-Pesa prompt was cancelled on the phone.' },
  '1037': {
    code: 'no_answer',
    message: 'The phone did not answer the M-Pesa prompt. Check that it is on, and try again.',
  },
  '2001': { code: 'wrong_pin', message: 'The M-Pesa PIN was wrong.' },
  '9999': { code: 'prompt_not_sent', message: 'The M-Pesa prompt could not be sent. Try again.' },
};

const payoutFailures: Readonly<Record<string, Failure>> = {
  '1': { code: 'float_too_low', message: 'M-Pesa payouts are not possible at the moment. Try again later.' },
  '2': { code: 'amount_too_low', message: 'The amount is below the minimum of M-Pesa.' },
  '3': { code: 'amount_too_high', message: 'The amount is above the maximum of M-Pesa.' },
  '4': { code: 'daily_limit_reached', message: 'The M-Pesa account has reached its limit of the day.' },
  '8': { code: 'balance_limit_reached', message: 'The M-Pesa account would exceed its maximum balance.' },
  '11': {
    code: 'provider_account_invalid',
    message: 'M-Pesa payouts are not possible at the moment. Try again later.',
  },
  '21': { code: 'initiator_not_allowed', message: 'M-Pesa payouts are not possible at the moment. Try again later.' },
  '2001': { code: 'initiator_invalid', message: 'M-Pesa payouts are not possible at the moment. Try again later.' },
  '2006': { code: 'account_inactive', message: 'The M-Pesa account is not active.' },
  '2028': { code: 'not_permitted', message: 'M-Pesa does not permit this payout.' },
  '2040': { code: 'not_registered', message: 'This phone number has no M-Pesa account.' },
  '8006': { code: 'initiator_locked', message: 'M-Pesa payouts are not possible at the moment. Try again later.' },
  SFC_IC0003: { code: 'number_unknown', message: 'This phone number does not exist.' },
  R000002: { code: 'not_reversible', message: 'M-Pesa does not know the payment that is to be reversed.' },
};

const other = (code: string): Failure => ({ code: `mpesa_${code}`, message: 'M-Pesa declined the payment.' });

export const stkFailure = (code: string): Failure => stkFailures[code] ?? other(code);
export const payoutFailure = (code: string): Failure => payoutFailures[code] ?? other(code);

/** Refusals before a prompt or a payout began. */
export function refusedRequest(errorCode: string, message: string): Failure {
  if (/lock subscriber/i.test(message)) return stkFailure('1001');
  if (errorCode === '400.002.02')
    return { code: 'request_refused', message: 'M-Pesa refused the request. Check the phone number and the amount.' };
  return { code: 'provider_refused', message: 'M-Pesa refused the request. Try again later.' };
}
