import type { Client } from './client.ts';

/** A payment as support sees it. */
export interface SeenPayment {
  id: string;
  status: string;
  amount: { amount: string };
  captured: { amount: string };
  refunded: { amount: string };
  providerRef: string;
  order: { id: string };
}

/** Payments of these orders, or of this seller, as support sees them. */
export async function paymentsOf(
  support: Client,
  filter: { orderIds: readonly string[] } | { sellerId: string },
): Promise<SeenPayment[]> {
  const { payments } = await support.data(
    `query($filter: PaymentFilter!) { payments(first: 100, filter: $filter) {
       nodes { id status amount { amount } captured { amount } refunded { amount } providerRef order { id } } } }`,
    { filter },
  );
  return payments.nodes;
}

/** The buyer comes back from their bank. Answers where the payment stands, or the code of the error. */
export async function confirmPayment(buyer: Client, input: { paymentId: string; clientSecret?: string }) {
  const { data, errors } = await buyer.ask(
    `mutation($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { status } }`,
    { input },
  );
  return errors?.[0]?.extensions.code ?? data.confirmPayment.status;
}

/** An intent as the simulated Stripe tells it. */
export interface Intent {
  id: string;
  status: string;
  amount: number;
  amount_received: number;
  customer: string | null;
  metadata: { orderId?: string };
}

/** A charge as the simulated Stripe tells it. */
export interface Charge {
  payment_intent: string;
  amount_captured: number;
  amount_refunded: number;
}

/** The admin API of a simulated Stripe: what it holds, and what it can be made to do. */
export interface StripeAdmin {
  /** What Stripe knows of these orders. */
  intentsOf(orderIds: readonly string[]): Promise<Intent[]>;
  /** The charges of an intent: one at most. */
  chargesOf(intentId: string): Promise<Charge[]>;
  /** A payment method as Stripe.js creates it from a card number: usable once, unless it is attached to a customer. */
  newCard(number?: string): Promise<string>;
  /** The buyer's answer to their bank. */
  answer(intentId: string, answer: 'approve' | 'decline'): Promise<void>;
  /** Asks or changes anything else: `PATCH webhooks`. Answers what it said, whatever the status. */
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>;
}

const addressOfStripe = (): string => {
  const address = process.env['SOKO_STRIPE_ADMIN'];
  if (address === undefined) throw new Error('SOKO_STRIPE_ADMIN is not set: this Soko pays through another Stripe.');
  return address;
};

export function stripeAdmin(address: string = addressOfStripe()): StripeAdmin {
  const call: StripeAdmin['call'] = async <T>(method: string, path: string, body?: object) => {
    const response = await fetch(`${address}/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const objects = async <T>(name: string): Promise<T[]> =>
    (await call<{ data: T[] }>('GET', `objects/${name}?limit=1000`)).data;
  return {
    call,
    intentsOf: async (orderIds) =>
      (await objects<Intent>('payment_intents')).filter(({ metadata }) => orderIds.includes(metadata.orderId ?? '')),
    chargesOf: async (intentId) =>
      (await objects<Charge>('charges')).filter(({ payment_intent }) => payment_intent === intentId),
    async newCard(number = '4242424242424242') {
      const form = { type: 'card', 'card[number]': number, 'card[exp_month]': '12', 'card[exp_year]': '2040' };
      const response = await fetch(new URL('/v1/payment_methods', address), {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_of_the_stories' },
        body: new URLSearchParams(form),
      });
      const { id } = (await response.json()) as { id?: string };
      if (id === undefined) throw new Error(`Stripe made no payment method: ${response.status}`);
      return id;
    },
    async answer(intentId, answer) {
      await call('POST', `payment_intents/${intentId}/${answer}`);
    },
  };
}
