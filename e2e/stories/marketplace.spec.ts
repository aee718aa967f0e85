import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import type { Client } from '../harness/client.ts';
import * as disputing from '../harness/disputing.ts';
import { pack } from '../harness/fulfilling.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { balance, type Changes, payment, type SellerFigures } from '../harness/picture-of-money.ts';
import { requestReturn, step as returnStep } from '../harness/returning.ts';
import { before, entries } from '../harness/walk-entries.ts';
import { act, keyed, openWalk, refused } from '../harness/walking.ts';

/** The figures are worked out in walk-entries.ts. */
describe('two sellers, a discount of the platform, and everything that can happen afterwards', () => {
  let walk: Awaited<ReturnType<typeof openWalk>>;
  let [ada, ben]: buying.Goods[] = [];
  let [buyer, friend]: Client[] = [];
  const orders = { ada: '', ben: '', next: '' };
  let lineOfAda: string;
  let returnId: string;
  let disputeId: string;
  let bankDispute: Awaited<ReturnType<typeof disputing.chargeBack>>;

  /** All that this step changes, for everybody who may see it. */
  const changes = (expected: Changes) => walk.books.changes(expected);

  const moneyOf = (seller: 'ada' | 'ben', figures: Partial<SellerFigures>) =>
    changes({ sellers: { [seller]: figures } });

  beforeAll(async () => {
    walk = await openWalk();
    ({ ada, ben, buyer, friend } = walk);
  });

  it('sells with a discount that Soko pays', async () => {
    const code = `WALK${v7().slice(-8).toUpperCase()}`;
    const percent = { title: 'Ten per cent', kind: 'PERCENT', activation: 'CODE', code, basisPoints: 1_000 };
    const sellerIds = [ada!.sellerId, ben!.sellerId];
    const promotion = keyed({ ...percent, maxRedemptions: 1, sellerIds });
    expect(
      await act(walk.staff.admin, 'createPromotion', promotion, `... on Promotion { paidBy } ${refused}`),
    ).toMatchObject({
      paidBy: 'PLATFORM',
    });
    await buying.fillCart(buyer!, [
      [ada!.small, 3],
      [ben!.large, 1],
    ]);
    await act(buyer!, 'applyPromotionCode', { code });
    const quoted = await buying.quote(buyer!, null);
    // 89.60 of goods, 8.96 less, and two deliveries.
    expect(quoted).toMatchObject({ itemsTotal: { amount: '89.60' }, total: { amount: '100.64' } });
    const checkout = await buying.placeOrder(buyer!, quoted.id, 'pm_card_bypassPending');
    expect(checkout).toMatchObject({ status: 'CONFIRMED', total: { amount: '100.64' } });
    [orders.ada, orders.ben] = [await walk.orderOf(ada!), await walk.orderOf(ben!)];
    walk.books.follow('ada', { id: orders.ada, buyer: 'buyer', seller: 'ada' });
    walk.books.follow('ben', { id: orders.ben, buyer: 'buyer', seller: 'ben' });
    await changes({
      orders: {
        ada: {
          order: 'CONFIRMED, AUTHORIZED',
          lines: ['3 × 19.90 = 59.70 − 5.97, 0 back'],
          total: '59.70 + 10.00 − 5.97 = 63.73, tax 8.58',
          fee: '0.90',
          payment: payment('AUTHORIZED', '63.73', '0.00', '0.00', '0.00', '0.00'),
          cases: [],
        },
        ben: {
          order: 'CONFIRMED, AUTHORIZED',
          lines: ['1 × 29.90 = 29.90 − 2.99, 0 back'],
          total: '29.90 + 10.00 − 2.99 = 36.91, tax 4.30',
          fee: '0.45',
          payment: payment('AUTHORIZED', '36.91', '0.00', '0.00', '0.00', '0.00'),
          cases: [],
        },
      },
    });
  });

  it('packs two of three pieces', async () => {
    await pack(walk.staff.warehouse, orders.ada, () => 2);
    await pack(walk.staff.warehouse, orders.ben);
    await changes({
      orders: {
        ada: {
          order: 'PACKAGED, AUTHORIZED',
          lines: ['2 of 3 × 19.90 = 39.80 − 3.98, 0 back'],
          total: '39.80 + 10.00 − 3.98 = 45.82, tax 5.72',
          fee: '0.60',
        },
        ben: { order: 'PACKAGED, AUTHORIZED', lines: ['1 of 1 × 29.90 = 29.90 − 2.99, 0 back'] },
      },
    });
  });

  it('delivers the first order, and charges what was sent', async () => {
    await walk.bring(orders.ada);
    await changes({
      orders: {
        ada: {
          order: 'FULFILLED, PARTIALLY_CAPTURED',
          payment: payment('PARTIALLY_CAPTURED', '63.73', '45.82', '0.00', '0.00', '45.82'),
        },
      },
      sellers: { ada: { balance: balance('0.00', '33.48', '0.00'), statement: [entries.sale] } },
    });
  });

  it('delivers and charges the other order', async () => {
    await walk.bring(orders.ben);
    await changes({
      orders: {
        ben: {
          order: 'FULFILLED, CAPTURED',
          payment: payment('CAPTURED', '36.91', '36.91', '0.00', '0.00', '36.91'),
        },
      },
      sellers: { ben: { balance: balance('0.00', '25.15', '0.00'), statement: [entries.saleOfBen] } },
    });
  });

  it('invoices the fee of the first seller', async () => {
    await act(walk.staff.admin, 'issueInvoices', keyed({ sellerId: ada!.sellerId, includeCurrentMonth: true }));
    await moneyOf('ada', { invoices: ['INVOICE 0.60'] });
  });

  it('keeps the money of an order of which a piece comes back', async () => {
    const { order } = await buyer!.data('query ($id: ID!) { order(id: $id) { lines { id } } }', { id: orders.ada });
    lineOfAda = order.lines[0].id;
    const asked = await requestReturn(buyer!, { orderId: orders.ada, lineId: lineOfAda }, 1, 'CHANGED_MIND');
    returnId = asked.id;
    await changes({
      orders: {
        ada: {
          order: 'RETURN_REQUESTED, PARTIALLY_CAPTURED',
          lines: ['2 of 3 × 19.90 = 39.80 − 3.98, 1 back'],
          cases: ['return REQUESTED: nothing to refund, nothing refunded'],
        },
      },
      sellers: { ada: { balance: balance('0.00', '0.00', '33.48') } },
    });
    await returnStep(ada!.seller, 'approveReturn', { returnId });
    await changes({ orders: { ada: { cases: ['return APPROVED: nothing to refund, nothing refunded'] } } });
  });

  it('returns what the buyer paid for the piece', async () => {
    const lines = [{ lineId: lineOfAda, quantity: 1, condition: 'RESALABLE' }];
    await returnStep(walk.staff.warehouse, 'receiveReturn', { returnId, lines });
    await changes({
      orders: {
        ada: {
          order: 'FULFILLED, PARTIALLY_REFUNDED',
          payment: payment('PARTIALLY_REFUNDED', '63.73', '45.82', '17.91', '0.00', '27.91'),
          cases: ['return REFUNDED: 17.91 to refund, 17.91 refunded'],
        },
      },
      sellers: { ada: { balance: balance('0.00', '16.74', '0.00'), statement: [entries.return, entries.sale] } },
    });
  });

  it('keeps the money of an order in dispute', async () => {
    ({ id: disputeId } = await disputing.openDispute(buyer!, orders.ben, 'The wood has a crack.'));
    await changes({
      orders: { ben: { cases: ['dispute BUYER OPEN about 26.91'] } },
      sellers: { ben: { balance: balance('0.00', '0.00', '25.15') } },
    });
    await disputing.reply(ben!.seller, disputeId, 'It left without one.');
    await changes({ orders: { ben: { cases: ['dispute BUYER ANSWERED about 26.91'] } } });
  });

  it('splits the dispute', async () => {
    const half = { outcome: 'SPLIT', refundAmount: { amount: '10.00', currency: 'EUR' }, reason: 'Each bears a part.' };
    await disputing.disputeStep(walk.staff.support, 'resolveDispute', { disputeId, ...half });
    await changes({
      orders: {
        ben: {
          order: 'FULFILLED, PARTIALLY_REFUNDED',
          payment: payment('PARTIALLY_REFUNDED', '36.91', '36.91', '10.00', '0.00', '26.91'),
          cases: ['dispute BUYER RESOLVED about 26.91, SPLIT, 10.00 REFUNDED'],
        },
      },
      sellers: { ben: { balance: balance('0.00', '15.81', '0.00'), statement: [entries.split, entries.saleOfBen] } },
    });
  });

  it('has money to pay out once the buyer confirms the receipt', async () => {
    await act(buyer!, 'confirmReceipt', { orderId: orders.ada });
    await moneyOf('ada', { balance: balance('16.74', '0.00', '0.00') });
  });

  it('pays the first seller', async () => {
    await walk.payTo('DE89 3704 0044 0532 0130 00');
    await walk.requestPayout();
    const inPayout = balance('0.00', '0.00', '16.74', '16.74');
    await moneyOf('ada', { balance: inPayout, payouts: ['SCHEDULED 16.74 BANK_ACCOUNT'] });
    await walk.putIntoFile();
    await moneyOf('ada', { payouts: ['PROCESSING 16.74 BANK_ACCOUNT'] });
    await walk.executeFile();
    await moneyOf('ada', {
      balance: balance('0.00', '0.00', '0.00'),
      statement: [entries.payout, entries.return, entries.sale],
      payouts: ['PAID 16.74 BANK_ACCOUNT'],
    });
  });

  it('owes the money again when the bank sends it back', async () => {
    await act(walk.staff.admin, 'markPayoutReturned', keyed({ payoutId: walk.payoutId(), reason: 'Account closed.' }));
    await moneyOf('ada', {
      balance: balance('16.74', '0.00', '0.00'),
      statement: [entries.returned, entries.payout, entries.return, entries.sale],
      payouts: ['RETURNED 16.74 BANK_ACCOUNT'],
    });
    expect(await walk.requestPayout()).toMatchObject({ code: 'PAYOUT_METHOD_FAILED' });
    await changes({});
  });

  it('pays again to another account', async () => {
    await walk.payTo('FR14 2004 1010 0505 0001 3M02 606');
    await changes({});
    await walk.requestPayout();
    await walk.putIntoFile();
    await walk.executeFile();
    await moneyOf('ada', {
      balance: balance('0.00', '0.00', '0.00'),
      statement: [entries.payout, entries.returned, entries.payout, entries.return, entries.sale],
      payouts: ['PAID 16.74 BANK_ACCOUNT', 'RETURNED 16.74 BANK_ACCOUNT'],
    });
  });

  it('keeps back what a chargeback may take', async () => {
    bankDispute = await disputing.chargeBack(stripeAdmin(), walk.staff.support, orders.ada);
    await changes({
      orders: {
        ada: {
          payment: payment('DISPUTED', '63.73', '45.82', '17.91', '0.00', '0.00'),
          cases: ['return REFUNDED: 17.91 to refund, 17.91 refunded', 'dispute CHARGEBACK OPEN about 27.91'],
        },
      },
      // What the seller got for the order is kept from the next payout.
      sellers: { ada: { balance: balance('-16.74', '0.00', '16.74') } },
    });
  });

  it('owes the bank what the seller got before the chargeback', async () => {
    await stripeAdmin().call('POST', `disputes/${(await bankDispute()).id}/lose`);
    await changes({
      orders: {
        ada: {
          order: 'FULFILLED, CHARGED_BACK',
          payment: payment('CHARGED_BACK', '63.73', '45.82', '17.91', '27.91', '0.00'),
          cases: [
            'return REFUNDED: 17.91 to refund, 17.91 refunded',
            'dispute CHARGEBACK RESOLVED about 27.91, BUYER, 0.00 NONE',
          ],
        },
      },
      sellers: {
        ada: {
          balance: balance('-16.74', '0.00', '0.00'),
          statement: before,
        },
      },
    });
  });

  it('sells again, which covers the debt once the buyer has the goods', async () => {
    await buying.fillCart(friend!, [[ada!.large, 2]]);
    await buying.placeOrder(friend!, (await buying.quote(friend!, null)).id, 'pm_card_bypassPending');
    orders.next = await walk.orderOf(ada!);
    walk.books.follow('next', { id: orders.next, buyer: 'friend', seller: 'ada' });
    await changes({
      orders: {
        next: {
          order: 'CONFIRMED, AUTHORIZED',
          lines: ['2 × 29.90 = 59.80 − 0.00, 0 back'],
          total: '59.80 + 10.00 − 0.00 = 69.80, tax 9.55',
          fee: '0.90',
          payment: payment('AUTHORIZED', '69.80', '0.00', '0.00', '0.00', '0.00'),
          cases: [],
        },
      },
    });
    await pack(walk.staff.warehouse, orders.next);
    await walk.bring(orders.next);
    await changes({
      orders: {
        next: {
          order: 'FULFILLED, CAPTURED',
          lines: ['2 of 2 × 29.90 = 59.80 − 0.00, 0 back'],
          payment: payment('CAPTURED', '69.80', '69.80', '0.00', '0.00', '69.80'),
        },
      },
      sellers: { ada: { balance: balance('-16.74', '49.35', '0.00'), statement: [entries.nextSale, ...before] } },
    });
    await act(friend!, 'confirmReceipt', { orderId: orders.next });
    await moneyOf('ada', { balance: balance('32.61', '0.00', '0.00') });
  });

  it('pays what is left of the next sale', async () => {
    await walk.requestPayout();
    await walk.putIntoFile();
    const earlier = ['PAID 16.74 BANK_ACCOUNT', 'RETURNED 16.74 BANK_ACCOUNT'];
    const inPayout = balance('0.00', '0.00', '32.61', '32.61');
    await moneyOf('ada', { balance: inPayout, payouts: ['PROCESSING 32.61 BANK_ACCOUNT', ...earlier] });
    await walk.executeFile();
    await moneyOf('ada', {
      balance: balance('0.00', '0.00', '0.00'),
      statement: [entries.nextPayout, entries.nextSale, ...before],
      payouts: ['PAID 32.61 BANK_ACCOUNT', ...earlier],
    });
  });

  it('credits the fees of what came back, and invoices the others', async () => {
    await act(walk.staff.admin, 'issueInvoices', keyed({ sellerId: ada!.sellerId, includeCurrentMonth: true }));
    await act(walk.staff.admin, 'issueInvoices', keyed({ sellerId: ben!.sellerId, includeCurrentMonth: true }));
    await changes({
      sellers: {
        ada: { invoices: ['CREDIT_NOTE 0.60', 'INVOICE 0.90', 'INVOICE 0.60'] },
        ben: { invoices: ['CREDIT_NOTE 0.17', 'INVOICE 0.45'] },
      },
    });
  });
});
