import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { becomeSeller, mailed, newAddress, signUp } from '../harness/people.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';

const refused = '... on UserError { code message }';

/** A mutation with a key of its own, or its refusal. */
async function act(as: Client, name: string, on: string, selection: string, input: object) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
  const data = await as.data(
    `mutation ($input: ${type}) { ${name}(input: $input) { ... on ${on} { ${selection} } ${refused} } }`,
    { input },
  );
  return data[name];
}

const keyed = (input: object = {}) => ({ ...input, idempotencyKey: v7() });

/** The money of a seller in euros. */
async function balanceOf(seller: Client) {
  const { me } = await seller.data(
    '{ me { seller { balance { currency available { amount } inPayout { amount } } payoutAccount { payoutsEnabled } } } }',
  );
  return { ...me.seller.balance?.find(({ currency }: { currency: string }) => currency === 'EUR'), ...me.seller };
}

describe('a seller', () => {
  it('is paid by Stripe, gets the payout back from the bank, and is paid by a bank file then', async () => {
    const { seller, sellerId, email } = await becomeSeller('paid-out');
    const stripe = stripeAdmin();
    const admin = await signedInAs('admin@example.com');
    const goods = { title: `Sounds ${v7().slice(-8)}`, tags: ['sound'], categoryId: await someCategory(seller) };
    const productId = await sellSomething(seller, { ...goods, type: 'DIGITAL' });
    const { product } = await seller.data('query ($id: ID!) { product(id: $id) { variants { id } } }', {
      id: productId,
    });
    // Refunds and chargebacks of other stories may have taken what Stripe has: a transfer needs money that is there.
    const other = await becomeSeller('stocked');
    const { small } = await buying.putOnSale(other.seller, 'stocked', 'DIGITAL');
    const friend = await signUp(newAddress('friend'));
    const full = await buying.fillCart(friend, [[small, 50]]);
    const large = await buying.quote(friend, full, { deliveryMethod: 'NONE' });
    expect(await buying.placeOrder(friend, large.id, 'pm_card_bypassPending')).toMatchObject({ status: 'CONFIRMED' });
    const buyer = await signUp(newAddress('sounds'));
    const cart = await buying.fillCart(buyer, [[product.variants[0].id, 1]]);
    const quote = await buying.quote(buyer, cart, { deliveryMethod: 'NONE' });
    // Money of this card is available at Stripe at once.
    const { orders } = await buying.placeOrder(buyer, quote.id, 'pm_card_bypassPending');
    const orderId: string = orders[0].id;
    await until('the goods are here', async () => {
      const { order } = await buyer.data('query ($id: ID!) { order(id: $id) { status } }', { id: orderId });
      return order.status === 'FULFILLED';
    });
    await act(buyer, 'confirmReceipt', 'Order', 'id', { orderId });
    const earned: string = await until('the sale is available', async () => {
      const { available } = await balanceOf(seller);
      return Number(available?.amount) > 0 && available.amount;
    });
    const request = () =>
      act(seller, 'requestPayout', 'Payout', 'id status amount { amount }', keyed({ sellerId, currency: 'EUR' }));
    // M-Pesa pays shillings alone.
    expect(await request()).toMatchObject({ code: 'PAYOUT_METHOD_UNFIT' });

    const onboarding = await act(seller, 'startPayoutOnboarding', 'PayoutOnboarding', 'account url', {
      sellerId,
      country: 'DE',
    });
    await fetch(onboarding.url, { method: 'POST', redirect: 'manual' });
    await until('Stripe pays out to the bank', async () => (await balanceOf(seller)).payoutAccount.payoutsEnabled);
    const pay = (payoutMethod: object) => act(seller, 'updateSeller', 'Seller', 'id', { sellerId, payoutMethod });
    await pay({ kind: 'STRIPE', stripeAccount: onboarding.account });
    const first = await request();
    expect(first).toMatchObject({ status: expect.stringMatching(/SCHEDULED|PROCESSING/), amount: { amount: earned } });
    expect(await balanceOf(seller)).toMatchObject({ available: { amount: '0.00' }, inPayout: { amount: earned } });
    const untilPayout = (id: string, status: string) =>
      until(`the payout is ${status}`, async () => {
        const { payout } = await seller.data('query ($id: ID!) { payout(id: $id) { status } }', { id });
        return payout.status === status;
      });
    const bankOf = `ba_${onboarding.account.slice(-24)}`;
    const atStripe: string = await until('Stripe has the payout', async () => {
      const { data } = await stripe.call<{ data: { id: string; destination: string }[] }>(
        'GET',
        'objects/payouts?limit=1000',
      );
      return data.find(({ destination }) => destination === bankOf)?.id;
    });
    await stripe.call('POST', `payouts/${atStripe}/pay`);
    await untilPayout(first.id, 'PAID');
    expect(await mailed(seller, email, /(by Stripe)/, 'payout-paid')).toBe('by Stripe');

    await stripe.call('POST', `payouts/${atStripe}/fail`, { code: 'account_closed' });
    await untilPayout(first.id, 'RETURNED');
    expect(await mailed(seller, email, /(has been closed)/, 'payout-failed')).toBe('has been closed');
    expect(await balanceOf(seller)).toMatchObject({ available: { amount: earned }, inPayout: { amount: '0.00' } });
    expect(await request()).toMatchObject({ code: 'PAYOUT_METHOD_FAILED' });

    await pay({ kind: 'BANK_ACCOUNT', iban: 'DE89 3704 0044 0532 0130 00' });
    const second = await request();
    expect(second).toMatchObject({ status: 'SCHEDULED', amount: { amount: earned } });
    const file = await act(admin, 'createBankFile', 'BankFile', 'id download { url }', keyed());
    const xml = await (await fetch(file.download.url)).text();
    expect(xml).toContain('<IBAN>DE89370400440532013000</IBAN>');
    expect(xml).toContain(`<InstdAmt Ccy="EUR">${earned}</InstdAmt>`);
    const { markBankFilePaid } = await admin.data(
      'mutation ($input: MarkBankFilePaidInput!) { markBankFilePaid(input: $input) { ... on BankFile { status } } }',
      { input: keyed({ bankFileId: file.id }) },
    );
    expect(markBankFilePaid).toEqual({ status: 'PAID' });
    await untilPayout(second.id, 'PAID');
    expect(await balanceOf(seller)).toMatchObject({ available: { amount: '0.00' }, inPayout: { amount: '0.00' } });
  });
});
