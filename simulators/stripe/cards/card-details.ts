import { createHash } from 'node:crypto';
import type { CardDetails } from '../records/payments.ts';
import { ApiError, InvalidParams } from '../wire/api-error.ts';
import { cardByNumber, cardByToken, type TestCard } from './test-cards.ts';

/** A card that is not one of the test cards. */
const strangers = { names: ['stranger'], brand: 'visa', country: 'US', funding: 'credit' } as const;

const fingerprintOf = (number: string): string =>
  createHash('sha256').update(number).digest('base64url').replace(/[-_]/g, '0').slice(0, 16);

type Face = Pick<TestCard, 'brand' | 'country' | 'funding' | 'names'>;

const detailsOf = (number: string, card: Face, expMonth: number, expYear: number): CardDetails => ({
  brand: card.brand,
  last4: number.slice(-4),
  country: card.country,
  funding: card.funding,
  fingerprint: fingerprintOf(number),
  expMonth,
  expYear,
  behaviour: card.names[0],
});

const cardError = (code: string, message: string, param: string): ApiError =>
  new ApiError(402, { type: 'card_error', code, message, param });

/** The check digit of ISO/IEC 7812. */
function passesLuhn(number: string): boolean {
  const sum = number
    .split('')
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** The card of a token such as `pm_card_visa`. Throws for an unknown test card. */
export function cardOfToken(token: string, param: string, now: Date): CardDetails {
  const card = cardByToken(token);
  if (card) return detailsOf(card.number, card, 12, now.getUTCFullYear() + 3);
  const what = token.startsWith('tok_') ? 'token' : 'PaymentMethod';
  throw new InvalidParams(`No such ${what}: '${token}'`, { code: 'resource_missing', param });
}

/** A card by its number. Throws 402 for an invalid number or expiry. */
export function cardOfNumber(
  sent: { number: string; expMonth: number; expYear: number },
  param: string,
  now: Date,
): CardDetails {
  const number = sent.number.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number))
    throw cardError('incorrect_number', 'Your card number is incorrect.', `${param}[number]`);
  if (sent.expMonth < 1 || sent.expMonth > 12)
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", `${param}[exp_month]`);
  const expYear = sent.expYear < 100 ? sent.expYear + 2_000 : sent.expYear;
  if (new Date(Date.UTC(expYear, sent.expMonth)) <= now || expYear > now.getUTCFullYear() + 50)
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", `${param}[exp_year]`);
  return detailsOf(number, cardByNumber(number) ?? strangers, sent.expMonth, expYear);
}
