import { until } from '@soko/testing';
import { v7 } from 'uuid';
import type { Client } from './client.ts';
import { paymentsOf, type StripeAdmin } from './paying.ts';

const refused = '... on UserError { __typename code message }';

const seen = `id number kind status outcome amount { amount } refund { status amount { amount } delivery { amount } }
  messages { side text } chargeback { reason evidenceSubmittedAt }
  order { status payment { status refunded { amount } refundable { amount } } }`;

/** One step of a dispute, such as `replyToDispute`. Answers the dispute after it, or the refusal. */
export async function disputeStep(as: Client, name: string, input: object) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ... on Dispute { ${seen} } ${refused} } }`,
    { input },
  );
  return data[name];
}

export const openDispute = (buyer: Client, orderId: string, text: string) =>
  disputeStep(buyer, 'openDispute', { orderId, reason: 'NOT_AS_DESCRIBED', text, idempotencyKey: v7() });

export const reply = (as: Client, disputeId: string, text: string) =>
  disputeStep(as, 'replyToDispute', { disputeId, text, idempotencyKey: v7() });

/** The dispute as somebody sees it. Null for those who may not. */
export const disputeSeenBy = async (as: Client, id: string) =>
  (await as.data(`query ($id: ID!) { dispute(id: $id) { ${seen} } }`, { id })).dispute;

/** The first dispute of an order, once there is one. */
export const disputeOf = (as: Client, orderId: string) =>
  until(`a dispute about ${orderId}`, async () => {
    const { order } = await as.data(`query ($id: ID!) { order(id: $id) { disputes { ${seen} } } }`, { id: orderId });
    return order.disputes[0] ?? null;
  });

interface BankDispute {
  id: string;
  charge: string;
  evidence: Record<string, string | null>;
}

/** The buyer of an order tells their bank to take the payment back. Answers how to ask Stripe about it. */
export async function chargeBack(stripe: StripeAdmin, support: Client, orderId: string) {
  const of = async <Item>(kind: string): Promise<Item[]> =>
    (await stripe.call<{ data: Item[] }>('GET', `objects/${kind}?limit=1000`)).data;
  const [payment] = await paymentsOf(support, { orderIds: [orderId] });
  const charges = await of<{ id: string; payment_intent: string }>('charges');
  const { id } = charges.find(({ payment_intent: intent }) => intent === payment!.providerRef)!;
  await stripe.call('POST', `charges/${id}/dispute`, { reason: 'product_unacceptable' });
  return async () => (await of<BankDispute>('disputes')).find(({ charge }) => charge === id)!;
}
