import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { deliver, deliveryOf, pack } from '../harness/fulfilling.ts';
import { newAddress, signUp } from '../harness/people.ts';

const refused = '... on UserError { __typename code message }';

/** The result of a mutation that takes `input`. */
const mutate = async (as: Client, name: string, input: object, selection: string) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(`mutation($input: ${type}!) { ${name}(input: $input) { __typename ${selection} } }`, {
    input,
  });
  return data[name];
};

const minor = (amount: string): bigint => BigInt(amount.replace('.', ''));

/** Balance of the main wallet in euros, in cents. */
async function balance(buyer: Client): Promise<{ balance: bigint; available: bigint }> {
  const { wallet } = await buyer.data('{ wallet(currency: "EUR") { balance { amount } available { amount } } }');
  return { balance: minor(wallet.balance.amount), available: minor(wallet.available.amount) };
}

const payFromWallet = async (buyer: Client, variantId: string, quantity: number) => {
  const cart = await buying.fillCart(buyer, [[variantId, quantity]]);
  const { id: quoteId } = await buying.quote(buyer, cart);
  const input = { quoteId, idempotencyKey: v7(), paymentMethod: { method: 'WALLET' } };
  const selection = `... on Checkout { status total { amount } orders { id } }
    ... on PaymentDeclined { declineCode } ${refused}`;
  return mutate(buyer, 'placeOrder', input, selection);
};

describe('a wallet', () => {
  let goods: buying.Goods;
  let buyer: Client;
  let walletId: string;
  beforeAll(async () => {
    [goods, buyer] = await Promise.all([buying.goodsOnSale('wanjiru', 50), signUp(newAddress('wallet'))]);
    const open = { currency: 'EUR', idempotencyKey: v7() };
    ({ id: walletId } = await mutate(buyer, 'openWallet', open, '... on Wallet { id }'));
    await mutate(
      buyer,
      'setDateOfBirth',
      { dateOfBirth: '1990-05-17', country: 'DE' },
      refused.replace('__typename', ''),
    );
  });

  it('has too little money at first, and the buyer hears so', async () => {
    expect(await payFromWallet(buyer, goods.small, 1)).toMatchObject({
      __typename: 'PaymentDeclined',
      declineCode: 'insufficient_funds',
    });
  });

  it('takes a deposit by card, pays for what was packed, and gets two refunds', async () => {
    const amount = { amount: '200.00', currency: 'EUR' };
    const card = { walletId, amount, method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: v7() };
    const paid = await mutate(
      buyer,
      'deposit',
      card,
      `... on Deposit { id status } ${refused.replace('__typename', '')}`,
    );
    expect(paid).toMatchObject({ __typename: 'Deposit', status: 'COMPLETED' });
    expect(await balance(buyer)).toEqual({ balance: 20_000n, available: 20_000n });

    const checkout = await payFromWallet(buyer, goods.small, 2);
    expect(checkout).toMatchObject({ __typename: 'Checkout', status: 'CONFIRMED' });
    const total = minor(checkout.total.amount);
    expect(await balance(buyer)).toEqual({ balance: 20_000n, available: 20_000n - total });

    const [{ id: orderId }] = checkout.orders;
    const [warehouse, courier] = await Promise.all(
      ['warehouse', 'courier'].map((who) => signedInAs(`${who}@example.com`)),
    );
    await pack(warehouse!, orderId, () => 1);
    const deliveryId = await deliveryOf(courier!, orderId);
    await deliver(courier!, 'startDelivery', { deliveryId });
    await deliver(courier!, 'completeDelivery', { deliveryId, proof: 'Signed: A. Otieno' });
    const order = await until('the payment is captured in part', async () => {
      const seen = await buying.orderIn({ buyer, orders: [orderId] }, orderId, 'FULFILLED');
      return seen.payment.status === 'PARTIALLY_CAPTURED' && seen;
    });
    const captured = minor(order.payment.captured.amount);
    expect(captured).toBe(minor(order.total.amount));
    expect(captured < total).toBe(true);
    expect(await balance(buyer)).toEqual({ balance: 20_000n - captured, available: 20_000n - captured });

    const support = await signedInAs('support@example.com');
    for (const [cents, left] of [
      [333n, captured - 333n],
      [captured - 333n, 0n],
    ] as const) {
      const text = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
      const input = {
        paymentId: order.payment.id,
        amount: { amount: text, currency: 'EUR' },
        reason: 'Came back',
        idempotencyKey: v7(),
      };
      const made = await mutate(support, 'refundPayment', input, '... on RefundMade { refund { status } }');
      expect(made).toMatchObject({ __typename: 'RefundMade', refund: { status: 'SUCCEEDED' } });
      expect(await balance(buyer)).toEqual({ balance: 20_000n - left, available: 20_000n - left });
    }
    // The sale is in the books of the seller and out of them again.
    await until('the seller is owed nothing', async () => {
      const { seller } = await goods.seller.data(
        `query($id: ID!) { seller(id: $id) { balance { currency available { amount } pending { amount } } } }`,
        { id: goods.sellerId },
      );
      const [euros] = seller.balance;
      return euros?.pending.amount === '0.00' && euros.available.amount === '0.00';
    });
  });
});
