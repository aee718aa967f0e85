import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import type { Client } from '../harness/client.ts';
import { mpesaAdmin, type MpesaAdmin } from '../harness/mpesa.ts';
import { becomeSeller, newAddress, signUp } from '../harness/people.ts';

const money = { amount: '2500.00', currency: 'KES' };

describe('a purchase by M-Pesa', () => {
  let variantId: string;
  let mpesa: MpesaAdmin;

  beforeAll(async () => {
    mpesa = mpesaAdmin();
    const { seller } = await becomeSeller('shillings');
    ({ small: variantId } = await buying.putOnSale(seller, 'shillings', 'DIGITAL'));
    const input = { variantId, furtherPrices: [money] };
    const { updateVariant } = await seller.data(
      `mutation($input: UpdateVariantInput!) { updateVariant(input: $input) { __typename } }`,
      { input },
    );
    expect(updateVariant.__typename).toBe('Variant');
  });

  /** A new buyer with the goods in a cart of shillings. Returns what `placeOrder` answered. */
  async function order(phone: string): Promise<{ buyer: Client; checkout: Awaited<ReturnType<typeof place>> }> {
    const buyer = await signUp(newAddress('buyer'));
    await buying.fillCart(buyer, [[variantId, 1]]);
    await buyer.data(`mutation($input: SetCartCurrencyInput!) { setCartCurrency(input: $input) { __typename } }`, {
      input: { currency: 'KES' },
    });
    const { id } = await buying.quote(buyer, null, { deliveryMethod: 'NONE', country: 'KE' });
    return { buyer, checkout: await place(buyer, id, phone) };
  }

  const place = async (buyer: Client, quoteId: string, phone: string) => {
    const { placeOrder } = await buyer.data(
      `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
         ... on Checkout { id status total { amount currency } orders { id }
           payment { actions { paymentId clientSecret actionUrl } } }
         ... on UserError { code message } } }`,
      { input: { quoteId, idempotencyKey: v7(), paymentMethod: { method: 'MPESA', phone } } },
    );
    return placeOrder;
  };

  const checkoutIn = (buyer: Client, id: string, status: string) =>
    until(`checkout ${id} is ${status}`, async () => {
      const { checkout } = await buyer.data(
        `query($id: ID!) { checkout(id: $id) { status
           orders { status paymentStatus payment { status captured { amount } } } } }`,
        { id },
      );
      return checkout.status === status ? checkout : null;
    });

  it('is confirmed when its payer enters the PIN, and the money is taken at once', async () => {
    const { buyer, checkout } = await order('0712 345 501');
    expect(checkout).toMatchObject({
      status: 'REQUIRES_ACTION',
      total: { currency: 'KES' },
      payment: { actions: [{ clientSecret: null, actionUrl: null }] },
    });
    await mpesa.answer('254712345501', '0');
    const { amount } = checkout.total;
    expect(await checkoutIn(buyer, checkout.id, 'CONFIRMED')).toMatchObject({
      orders: [
        { status: 'FULFILLED', paymentStatus: 'CAPTURED', payment: { status: 'CAPTURED', captured: { amount } } },
      ],
    });
  });

  it('fails when its payer cancels the prompt on the phone', async () => {
    const { buyer, checkout } = await order('+254712345502');
    await mpesa.answer('254712345502', '1032');
    expect(await checkoutIn(buyer, checkout.id, 'PAYMENT_FAILED')).toMatchObject({
      orders: [{ status: 'PAYMENT_FAILED', paymentStatus: 'NONE', payment: { status: 'FAILED' } }],
    });
  });

  it('is refused for a phone of another country', async () => {
    const buyer = await signUp(newAddress('buyer'));
    const input = {
      quoteId: 'quo_any',
      idempotencyKey: v7(),
      paymentMethod: { method: 'MPESA', phone: '+4915112345678' },
    };
    const { errors } = await buyer.ask(
      `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }`,
      { input },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'paymentMethod.phone' });
  });
});
