import { cardOfNumber, cardOfToken } from '../cards/card-details.ts';
import type { CardDetails, PaymentMethodRecord } from '../records/payments.ts';
import { InvalidParams } from '../wire/api-error.ts';
import { anything, choice, integer, metadata, nested, type Params, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import type { Work } from '../work/work.ts';

export const billingDetails = nested({ address: anything, email: text(), name: text(), phone: text(), tax_id: text() });

/** Parameters of `payment_methods` and `payment_method_data`. */
export const paymentMethodParams = {
  type: required(choice('card')),
  card: nested({
    number: text(),
    exp_month: integer(),
    exp_year: integer(),
    cvc: text(),
    token: text(),
    networks: anything,
  }),
  billing_details: billingDetails,
  metadata,
  allow_redisplay: choice('always', 'limited', 'unspecified'),
};

type Sent = Params<typeof paymentMethodParams>;

export const noBillingDetails = { address: null, email: null, name: null, phone: null };

export const readBillingDetails = (sent: Sent['billing_details']): PaymentMethodRecord['billingDetails'] => ({
  address: typeof sent?.address === 'object' ? sent.address : null,
  email: sent?.email ?? null,
  name: sent?.name ?? null,
  phone: sent?.phone ?? null,
});

function cardOf({ card }: Sent, param: string, now: Date): CardDetails {
  if (card?.token) return cardOfToken(card.token, `${param}[token]`, now);
  if (!card?.number || card.exp_month === undefined || card.exp_year === undefined)
    throw new InvalidParams(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  return cardOfNumber({ number: card.number, expMonth: card.exp_month, expYear: card.exp_year }, param, now);
}

const create = (work: Work, card: CardDetails, more: Partial<PaymentMethodRecord> = {}): PaymentMethodRecord =>
  work.put('paymentMethods', {
    id: randomId('pm'),
    account: work.account,
    createdAt: work.now,
    card,
    customer: null,
    billingDetails: noBillingDetails,
    metadata: {},
    used: false,
    ...more,
  });

const dateOf = (work: Work): Date => new Date(work.now * 1_000);

/** A payment method of the given card. `param` is the parameter's name, for errors. */
export const newPaymentMethod = (work: Work, sent: Sent, param: string): PaymentMethodRecord =>
  create(work, cardOf(sent, param, dateOf(work)), {
    billingDetails: readBillingDetails(sent.billing_details),
    metadata: sent.metadata ?? {},
  });

/** Every use of a token such as `pm_card_visa` makes a new payment method. */
export const paymentMethodOfToken = (work: Work, token: string, param: string): PaymentMethodRecord =>
  create(work, cardOfToken(token, param, dateOf(work)));

export const isToken = (id: string): boolean => id.startsWith('pm_card_') || id.startsWith('tok_');
