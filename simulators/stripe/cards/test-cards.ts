import type { Failure } from '../records/payments.ts';

/** The result of charging a card. */
export type Outcome =
  | { kind: 'approved'; availableAtOnce?: boolean; disputed?: boolean; refund?: 'pending' | 'failing' }
  | { kind: 'declined'; failure: Failure; attaches?: boolean }
  /** `unlessSetUp`: after one authenticated payment that sets the card up, payments without the customer need none. */
  | { kind: 'authentication'; afterwards: 'approved' | Failure; unlessSetUp?: boolean };

export interface TestCard {
  number: string;
  /** `visa` for `pm_card_visa` and `tok_visa`. The first is its name. */
  names: readonly [string, ...string[]];
  brand: string;
  country: string;
  funding: 'credit' | 'debit' | 'prepaid';
  outcome: Outcome;
}

const approved: Outcome = { kind: 'approved' };
const authenticated: Outcome = { kind: 'authentication', afterwards: 'approved' };

const cardError = (code: string, message: string, more: Partial<Failure> = {}): Failure => ({
  type: 'card_error',
  code,
  message,
  ...more,
});

const declinedAs = (declineCode: string, message = 'Your card was declined.', adviceCode?: string): Failure =>
  cardError('card_declined', message, { declineCode, ...(adviceCode ? { adviceCode } : {}) });

const declined = (failure: Failure): Outcome => ({ kind: 'declined', failure });

const insufficientFunds = declinedAs('insufficient_funds', 'Your card has insufficient funds.', 'try_again_later');

/** The issuer requires authentication, but the customer is not present. */
export const authenticationRequired = cardError(
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
  { declineCode: 'authentication_required' },
);

/** A valid number that is no test card: real cards must not be used here. */
export const notATestCard = declinedAs(
  'test_mode_live_card',
  'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
);

const visa = (number: string, name: string, outcome: Outcome, ...names: string[]): TestCard => ({
  number,
  names: [name, ...names],
  brand: 'visa',
  country: 'US',
  funding: 'credit',
  outcome,
});

const sound = (number: string, name: string, brand: string, funding: TestCard['funding'] = 'credit'): TestCard => ({
  ...visa(number, name, approved),
  brand,
  funding,
});

/** A declining card, under Stripe's name for it with and without the brand. */
const declining = (number: string, name: string, failure: Failure): TestCard =>
  visa(number, `visa_${name}`, declined(failure), name);

/** Stripe's own test cards, by https://docs.stripe.com/testing. */
export const testCards: readonly TestCard[] = [
  sound('4242424242424242', 'visa', 'visa'),
  sound('4000056655665556', 'visa_debit', 'visa', 'debit'),
  sound('5555555555554444', 'mastercard', 'mastercard'),
  sound('5200828282828210', 'mastercard_debit', 'mastercard', 'debit'),
  sound('5105105105105100', 'mastercard_prepaid', 'mastercard', 'prepaid'),
  sound('378282246310005', 'amex', 'amex'),
  sound('6011111111111117', 'discover', 'discover'),
  sound('3566002020360505', 'jcb', 'jcb'),
  visa('4000000000000077', 'bypassPending', { kind: 'approved', availableAtOnce: true }),
  visa('4000000000000259', 'createDispute', { kind: 'approved', disputed: true }),
  visa('4000000000007726', 'pendingRefund', { kind: 'approved', refund: 'pending' }),
  visa('4000000000005126', 'refundFail', { kind: 'approved', refund: 'failing' }),

  declining('4000000000000002', 'chargeDeclined', declinedAs('generic_decline', undefined, 'try_again_later')),
  declining('4000000000009995', 'chargeDeclinedInsufficientFunds', insufficientFunds),
  declining('4000000000009987', 'chargeDeclinedLostCard', declinedAs('lost_card', undefined, 'do_not_try_again')),
  declining('4000000000009979', 'chargeDeclinedStolenCard', declinedAs('stolen_card', undefined, 'do_not_try_again')),
  declining('4000000000000069', 'chargeDeclinedExpiredCard', cardError('expired_card', 'Your card has expired.')),
  declining(
    '4000000000000127',
    'chargeDeclinedIncorrectCvc',
    cardError('incorrect_cvc', "Your card's security code is incorrect."),
  ),
  declining(
    '4000000000000119',
    'chargeDeclinedProcessingError',
    cardError('processing_error', 'An error occurred while processing your card. Try again in a little bit.'),
  ),
  declining(
    '4000000000006975',
    'chargeDeclinedVelocityLimitExceeded',
    declinedAs('card_velocity_exceeded', 'Your card was declined for making repeated attempts too frequently.'),
  ),
  declining('4100000000000019', 'chargeDeclinedFraudulent', declinedAs('fraudulent')),
  visa('4000000000000341', 'chargeCustomerFail', {
    kind: 'declined',
    failure: declinedAs('generic_decline'),
    attaches: true,
  }),

  visa('4000002760003184', 'authenticationRequired', authenticated),
  visa('4000002500003155', 'authenticationRequiredOnSetup', { ...authenticated, unlessSetUp: true }),
  visa('4000000000003220', 'threeDSecure2Required', authenticated),
  visa('4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds', {
    kind: 'authentication',
    afterwards: insufficientFunds,
  }),
];

const byNumber = new Map(testCards.map((card) => [card.number, card]));
const byName = new Map(testCards.flatMap((card) => card.names.map((name) => [name, card])));

export const cardByNumber = (number: string): TestCard | undefined => byNumber.get(number);

/** `pm_card_visa` or `tok_visa`. */
export const cardByToken = (token: string): TestCard | undefined => byName.get(token.replace(/^(pm_card_|tok_)/, ''));

export const cardByName = (name: string): TestCard | undefined => byName.get(name);
