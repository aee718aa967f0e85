import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { trialBalance } from '../harness/bettors.ts';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { deliver, deliveryOf, pack } from '../harness/fulfilling.ts';
import { paymentsOf, stripeAdmin } from '../harness/paying.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { requestReturn, returnIn, step as returnStep } from '../harness/returning.ts';

const refused = '... on UserError { __typename code message }';
const euros = (amount: string) => ({ amount, currency: 'EUR' });

/** One mutation; answers the fields of its result, or the refusal. */
async function act(as: Client, name: string, input: object, fields: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(
    `mutation($input: ${type}!) { ${name}(input: $input) { __typename ${fields} ${refused} } }`,
    { input },
  );
  return data[name];
}

/**
 * Goods of 19.90 and 29.90 euros, with 19 % tax in the price after the discount. Soko's fee is 1.5 % of the full price.
 */
describe('two sellers, a discount of the platform, and everything that can happen afterwards', () => {
  let [ada, ben]: buying.Goods[] = [];
  let staff: Record<'admin' | 'support' | 'warehouse' | 'courier', Client>;
  let buyer: Client;
  let orders: { ada: string; ben: string };
  let lineOfAda: string;
  let disputeId: string;
  let payoutId: string;

  const admin = () => staff.admin;

  beforeAll(async () => {
    const [administrator, support, warehouse, courier] = await Promise.all(
      ['admin', 'support', 'warehouse', 'courier'].map((role) => signedInAs(`${role}@example.com`)),
    );
    staff = { admin: administrator!, support: support!, warehouse: warehouse!, courier: courier! };
    ada = await buying.goodsOnSale('ada', 10);
    ben = await buying.goodsOnSale('ben', 10);
    buyer = await signUp(newAddress('walker'));
  }, 120_000);

  /** Money of a seller: what can be paid out, what waits, and what is kept back. */
  async function balanceOf({ seller, sellerId }: buying.Goods): Promise<string> {
    const { seller: found } = await seller.data(
      `query ($id: ID!) { seller(id: $id) { balance { currency available { amount } pending { amount } reserved { amount } } } }`,
      { id: sellerId },
    );
    const { available, pending, reserved } = found.balance[0] ?? {};
    return found.balance.length === 0 ? 'nothing' : `${available.amount} + ${pending.amount} + ${reserved.amount}`;
  }

  /** The balance once it is this: available + pending + reserved. The books add up at every moment. */
  async function expectBalance(goods: buying.Goods, expected: string): Promise<void> {
    let last = '';
    await until(`a balance of ${expected}`, async () => (last = await balanceOf(goods)) === expected).catch(() => {});
    expect(last).toBe(expected);
    expect(new Set(await trialBalance(admin()))).toEqual(new Set([0]));
  }

  const orderOf = async (as: Client, id: string) => {
    const { order } = await as.data(
      `query ($id: ID!) { order(id: $id) { status paymentStatus total { amount } discountTotal { amount }
         payment { captured { amount } refunded { amount } } } }`,
      { id },
    );
    return order;
  };

  const payoutIn = (status: string) =>
    until(`the payout is ${status}`, async () => {
      const { payout } = await ada!.seller.data(
        'query ($id: ID!) { payout(id: $id) { status amount { amount } failure { message } } }',
        { id: payoutId },
      );
      return payout.status === status ? payout : null;
    });

  const payTo = (iban: string) =>
    act(
      ada!.seller,
      'updateSeller',
      { sellerId: ada!.sellerId, payoutMethod: { kind: 'BANK_ACCOUNT', iban } },
      '... on Seller { id }',
    );

  /** The bank has executed a file. */
  const executed = (bankFileId: string) =>
    admin().data(
      'mutation ($input: MarkBankFilePaidInput!) { markBankFilePaid(input: $input) { ... on BankFile { status } } }',
      { input: { bankFileId, idempotencyKey: v7() } },
    );

  /** Asks for everything that is available, puts it into a file for the bank, and answers the file. */
  async function payOut(): Promise<string> {
    const asked = { sellerId: ada!.sellerId, currency: 'EUR', idempotencyKey: v7() };
    const payout = await act(ada!.seller, 'requestPayout', asked, '... on Payout { id status amount { amount } }');
    expect(payout).toMatchObject({ status: 'SCHEDULED' });
    payoutId = payout.id;
    return until('the payout is in a file', async () => {
      await act(admin(), 'createBankFile', { idempotencyKey: v7() }, '... on BankFile { id }');
      const { payout: found } = await admin().data('query ($id: ID!) { payout(id: $id) { bankFile { id } } }', {
        id: payoutId,
      });
      return found.bankFile?.id;
    });
  }

  it('sells with a discount that Soko pays: the sellers get the full price', async () => {
    const code = `WALK${v7().slice(-8).toUpperCase()}`;
    const promotion = await act(
      admin(),
      'createPromotion',
      {
        title: 'Ten per cent',
        kind: 'PERCENT',
        activation: 'CODE',
        code,
        basisPoints: 1_000,
        maxRedemptions: 1,
        sellerIds: [ada!.sellerId, ben!.sellerId],
        idempotencyKey: v7(),
      },
      '... on Promotion { paidBy }',
    );
    expect(promotion).toMatchObject({ paidBy: 'PLATFORM' });
    await buying.fillCart(buyer, [
      [ada!.small, 3],
      [ben!.large, 1],
    ]);
    await act(buyer, 'applyPromotionCode', { code }, '... on Cart { discountTotal { amount } }');
    const quoted = await buying.quote(buyer, null);
    // 89.60 of goods, 8.96 less, and 10.00 of delivery from each seller.
    expect(quoted).toMatchObject({ itemsTotal: { amount: '89.60' }, total: { amount: '100.64' } });
    const checkout = await buying.placeOrder(buyer, quoted.id, 'pm_card_bypassPending');
    expect(checkout).toMatchObject({ status: 'CONFIRMED' });
    const bySeller = async (goods: buying.Goods): Promise<string> => {
      const { sales } = await goods.seller.data('{ sales(first: 1) { nodes { id } } }');
      return sales.nodes[0].id;
    };
    orders = { ada: await bySeller(ada!), ben: await bySeller(ben!) };
    await expectBalance(ada!, 'nothing');
  }, 60_000);

  it('packs two of three pieces, delivers both orders, and charges what was sent', async () => {
    const { warehouse, courier } = staff;
    await pack(warehouse, orders.ada, () => 2);
    await pack(warehouse, orders.ben);
    for (const orderId of Object.values(orders)) {
      const deliveryId = await deliveryOf(courier, orderId);
      await deliver(courier, 'startDelivery', { deliveryId });
      await deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed: A. Otieno' });
    }
    // 39.80 without a fee of 0.60 and tax of 5.72, and 29.90 without 0.45 and 4.30. The discounts are Soko's.
    await expectBalance(ada!, '0.00 + 33.48 + 0.00');
    await expectBalance(ben!, '0.00 + 25.15 + 0.00');
    expect(await orderOf(buyer, orders.ada)).toMatchObject({
      status: 'FULFILLED',
      paymentStatus: 'PARTIALLY_CAPTURED',
      discountTotal: { amount: '3.98' },
      payment: { captured: { amount: '45.82' } },
    });
    expect((await orderOf(buyer, orders.ben)).payment.captured.amount).toBe('36.91');
  }, 60_000);

  it('invoices the fee of the first seller', async () => {
    const issue = { sellerId: ada!.sellerId, includeCurrentMonth: true, idempotencyKey: v7() };
    const { issueInvoices } = await admin().data(
      `mutation ($input: IssueInvoicesInput!) { issueInvoices(input: $input) {
         ... on IssuedInvoices { invoices { kind total { amount } } } } }`,
      { input: issue },
    );
    expect(issueInvoices.invoices).toEqual([{ kind: 'INVOICE', total: { amount: '0.60' } }]);
  });

  it('takes one piece back, and returns what the buyer paid for it', async () => {
    const { order } = await buyer.data('query ($id: ID!) { order(id: $id) { lines { id } } }', { id: orders.ada });
    lineOfAda = order.lines[0].id;
    const asked = await requestReturn(buyer, { orderId: orders.ada, lineId: lineOfAda }, 1, 'CHANGED_MIND');
    await expectBalance(ada!, '0.00 + 0.00 + 33.48');
    await returnStep(ada!.seller, 'approveReturn', { returnId: asked.id });
    const lines = [{ lineId: lineOfAda, quantity: 1, condition: 'RESALABLE' }];
    // 19.90 less a tenth.
    expect(await returnStep(staff.warehouse, 'receiveReturn', { returnId: asked.id, lines })).toMatchObject({
      refund: { amount: '17.91' },
    });
    await returnIn(buyer, asked.id, 'REFUNDED');
    expect(await orderOf(buyer, orders.ada)).toMatchObject({
      status: 'FULFILLED',
      paymentStatus: 'PARTIALLY_REFUNDED',
      payment: { refunded: { amount: '17.91' } },
    });
    // Half of everything goes back.
    await expectBalance(ada!, '0.00 + 16.74 + 0.00');
  }, 60_000);

  it('splits a dispute about the other order', async () => {
    const opened = await act(
      buyer,
      'openDispute',
      { orderId: orders.ben, reason: 'NOT_AS_DESCRIBED', text: 'The wood has a crack.', idempotencyKey: v7() },
      '... on Dispute { id status }',
    );
    expect(opened).toMatchObject({ status: 'OPEN' });
    disputeId = opened.id;
    await expectBalance(ben!, '0.00 + 0.00 + 25.15');
    const reply = { disputeId, text: 'It left without one.', idempotencyKey: v7() };
    expect(await act(ben!.seller, 'replyToDispute', reply, '... on Dispute { status }')).toMatchObject({
      status: 'ANSWERED',
    });
    const decision = { disputeId, outcome: 'SPLIT', refundAmount: euros('10.00'), reason: 'Each bears a part.' };
    expect(await act(staff.support, 'resolveDispute', decision, '... on Dispute { status }')).toMatchObject({
      status: 'RESOLVED',
    });
    await until('the refund is made', async () => {
      const { dispute } = await buyer.data('query ($id: ID!) { dispute(id: $id) { refund { status } } }', {
        id: disputeId,
      });
      return dispute.refund.status === 'REFUNDED';
    });
    expect((await orderOf(buyer, orders.ben)).payment.refunded.amount).toBe('10.00');
    // 10.00 of 26.91: tax of 1.60, a fee of 0.17, and 1.11 that Soko had added.
    await expectBalance(ben!, '0.00 + 15.81 + 0.00');
  }, 60_000);

  it('pays the first seller, whose bank sends the money back, and pays again to another account', async () => {
    await act(buyer, 'confirmReceipt', { orderId: orders.ada }, '... on Order { id }');
    await expectBalance(ada!, '16.74 + 0.00 + 0.00');
    await payTo('DE89 3704 0044 0532 0130 00');
    const first = await payOut();
    await expectBalance(ada!, '0.00 + 0.00 + 16.74');
    await executed(first);
    expect(await payoutIn('PAID')).toMatchObject({ amount: { amount: '16.74' } });
    await act(
      admin(),
      'markPayoutReturned',
      { payoutId, reason: 'Account closed.', idempotencyKey: v7() },
      '... on Payout { status }',
    );
    await payoutIn('RETURNED');
    await expectBalance(ada!, '16.74 + 0.00 + 0.00');

    const asked = { sellerId: ada!.sellerId, currency: 'EUR', idempotencyKey: v7() };
    const again = await act(ada!.seller, 'requestPayout', asked, '... on Payout { id }');
    expect(again.code).toBe('PAYOUT_METHOD_FAILED');
    await payTo('FR14 2004 1010 0505 0001 3M02 606');
    const second = await payOut();
    await executed(second);
    await payoutIn('PAID');
    await expectBalance(ada!, '0.00 + 0.00 + 0.00');
  }, 60_000);

  it('takes a chargeback after the payout from the next sale', async () => {
    const stripe = stripeAdmin();
    const [payment] = await paymentsOf(staff.support, { orderIds: [orders.ada] });
    const charges = await stripe.call<{ data: { id: string; payment_intent: string }[] }>(
      'GET',
      'objects/charges?limit=1000',
    );
    const charge = charges.data.find(({ payment_intent: intent }) => intent === payment!.providerRef)!;
    await stripe.call('POST', `charges/${charge.id}/dispute`);
    const disputes = await stripe.call<{ data: { id: string; charge: string }[] }>(
      'GET',
      'objects/disputes?limit=1000',
    );
    const chargeback = disputes.data.find((each) => each.charge === charge.id)!;
    await stripe.call('POST', `disputes/${chargeback.id}/lose`);
    await until(
      'the charge is taken back',
      async () => (await orderOf(buyer, orders.ada)).paymentStatus === 'CHARGED_BACK',
    );
    await expectBalance(ada!, '-16.74 + 0.00 + 0.00');

    const next = await buying.tryToBuy([[ada!.large, 2]], 'pm_card_bypassPending');
    const orderId = next.orders[0]!;
    await pack(staff.warehouse, orderId);
    const deliveryId = await deliveryOf(staff.courier, orderId);
    await deliver(staff.courier, 'startDelivery', { deliveryId });
    await deliver(staff.courier, 'completeDelivery', { deliveryId, proof: 'Signed' });
    await expectBalance(ada!, '-16.74 + 49.35 + 0.00');
    await act(next.buyer, 'confirmReceipt', { orderId }, '... on Order { id }');
    await expectBalance(ada!, '32.61 + 0.00 + 0.00');
    await payOut();
    expect(await payoutIn('PROCESSING')).toMatchObject({ amount: { amount: '32.61' } });
  }, 60_000);
});
