import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersSeller } from '@soko/events';
import { person, until } from '@soko/testing';
import { type CashDesk, type Json, openCashDesk, support } from './cash-desk.ts';
import { eur, newSale as newSaleAt, trail } from './new-sale.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk();
});
afterAll(() => desk.close());

const newSale = (options?: Parameters<typeof newSaleAt>[1]) => newSaleAt(desk, options);

const balanceOf = async (sellerId: string, as: Viewer): Promise<Json> => {
  const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Seller {
    balance { currency available { amount } pending { amount } reserved { amount } } } } }`;
  const { data, errors } = await desk.query(document, { of: [{ __typename: 'Seller', id: sellerId }] }, { as });
  if (errors) throw new Error(JSON.stringify(errors));
  return data['_entities'][0].balance;
};

const inEuros = (available: string, pending: string, reserved = '0.00') => [
  { currency: 'EUR', available: { amount: available }, pending: { amount: pending }, reserved: { amount: reserved } },
];

const whole = {
  stripe_clearing: -12_400,
  seller_payable: 9_850,
  platform_fee: 150,
  taxes_due: 1_900,
  delivery_income: 500,
};

describe('a captured payment', () => {
  it('is divided between seller, fee, tax and delivery, once', async () => {
    const sale = newSale();
    const earlier = [await sale.order('placed'), await sale.order('confirmed')];
    await sale.charged();
    await sale.capture(12_400);
    await sale.untilLines(whole);
    expect(await desk.trialBalance()).toBe(0n);
    // A checkout is a hot path: the events before its capture take no transaction here.
    const { rows } = await desk.pool.query('SELECT event_id FROM inbox WHERE event_id = ANY($1)', [earlier]);
    expect(rows).toEqual([]);
  });

  it('takes a refund back that fails after it had succeeded, once, and nothing for one that never did', async () => {
    const sale = newSale();
    await sale.capture(12_400);
    await sale.refund(1_000);
    // The prices are not known yet: the refund is not posted.
    await sale.untilHandled(await sale.refundFailed(1_000));
    await sale.charged();
    await sale.untilLines(whole);
    await sale.refund(2_400);
    await sale.refund(100);
    await sale.refundFailed(2_400);
    await sale.refundFailed(777);
    await sale.untilLines({
      stripe_clearing: -12_300,
      seller_payable: 9_770,
      platform_fee: 149,
      taxes_due: 1_885,
      delivery_income: 496,
    });
    await sale.refund(12_300);
    await sale.untilLines({ stripe_clearing: 0, seller_payable: 0, platform_fee: 0, taxes_due: 0, delivery_income: 0 });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('takes back the part of which the bank decided, and then another', async () => {
    const sale = newSale();
    await sale.charged();
    await sale.capture(12_400);
    await sale.payment('charged_back', { amount: eur(2_400) });
    // 985 / 150 / 190 / 50 of 12,400, for 10,000 of it.
    await sale.untilLines({
      stripe_clearing: -10_000,
      seller_payable: 7_944,
      platform_fee: 121,
      taxes_due: 1_532,
      delivery_income: 403,
    });
    await sale.refund(10_000);
    await sale.untilLines({ stripe_clearing: 0, seller_payable: 0, platform_fee: 0, taxes_due: 0, delivery_income: 0 });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('costs the platform the fee of its dispute, once, also when the dispute is won', async () => {
    const sale = newSale();
    await sale.charged();
    await sale.capture(12_400);
    const dispute = {
      ref: `dp_of_${sale.seller}`,
      reason: null,
      amount: eur(12_400),
      evidenceDueAt: null,
      fee: eur(1_500),
    };
    await sale.payment('disputed', { dispute });
    await sale.payment('dispute_won', { dispute: { ...dispute, fee: eur(2_000) } });
    await sale.untilLines({ ...whole, stripe_clearing: -10_900, provider_fee: -1_500 });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('leaves a refund that follows its chargeback to people: the money has gone twice', async () => {
    const sale = newSale();
    await sale.charged();
    await sale.capture(12_400);
    await sale.payment('charged_back');
    await sale.refund(2_400);
    const nothing = { seller_payable: 0, platform_fee: 0, taxes_due: 0, delivery_income: 0 };
    await sale.untilLines({ ...nothing, stripe_clearing: 2_400, suspense: -2_400 });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('waits for the prices of its order, whatever arrives first', async () => {
    const sale = newSale({ method: 'WALLET' });
    await sale.capture(12_400);
    await sale.refund(12_400);
    await sale.charged();
    await sale.untilLines({
      wallet_clearing: 0,
      seller_payable: 0,
      platform_fee: 0,
      taxes_due: 0,
      delivery_income: 0,
    });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('hears of final prices and of the receipt also from events that arrive late', async () => {
    const sale = newSale();
    const reduced = { items: 5_000, tax: 950, fee: 75, total: 6_450 };
    await sale.order('modified', { ...reduced, sequence: 9 }, { oldTotal: eur(12_400) });
    await sale.capture(1_000);
    await sale.order('receipt_confirmed', { sequence: 8 });
    await sale.order('payment_changed', { sequence: 7 }, { paymentStatus: 'CAPTURED' });
    // 1000 × 4925/6450 = 763.57, 11.63, 147.29 and 77.52: by the prices of the newest event.
    await sale.untilLines({
      stripe_clearing: -1_000,
      seller_payable: 764,
      platform_fee: 12,
      taxes_due: 147,
      delivery_income: 77,
    });
    const { rows } = await desk.pool.query(
      'SELECT sequence, received_at IS NOT NULL AS received FROM sale_order WHERE total_minor = 6450 AND seller_id = $1',
      [sale.seller],
    );
    expect(rows).toEqual([{ sequence: 9, received: true }]);
  });

  it('follows the lower prices of what was packed', async () => {
    const sale = newSale({ method: 'PAYMENT_3P' });
    await sale.capture(6_450);
    await sale.order('modified', { items: 5_000, tax: 950, fee: 75, total: 6_450 }, { oldTotal: eur(12_400) });
    await sale.untilLines({
      payment_3p_clearing: -6_450,
      seller_payable: 4_925,
      platform_fee: 75,
      taxes_due: 950,
      delivery_income: 500,
    });
  });

  it('is divided in proportion when it differs from the final prices', async () => {
    const sale = newSale();
    await sale.capture(1_000);
    await sale.order('payment_changed', {}, { paymentStatus: 'CAPTURED' });
    // 1000 × 9850/12400 = 794.35, 12.10, 153.23 and 40.32: one cent is left, for the seller, who lost most.
    await sale.untilLines({
      stripe_clearing: -1_000,
      seller_payable: 795,
      platform_fee: 12,
      taxes_due: 153,
      delivery_income: 40,
    });
  });

  it('goes back in parts, to the minor unit', async () => {
    const sale = newSale();
    await sale.charged();
    await sale.capture(12_400);
    await sale.refund(1_000);
    await sale.untilLines({
      stripe_clearing: -11_400,
      seller_payable: 9_055,
      platform_fee: 138,
      taxes_due: 1_747,
      delivery_income: 460,
    });
    await sale.refund(3_333);
    await sale.refund(8_067);
    await sale.untilLines({
      stripe_clearing: 0,
      seller_payable: 0,
      platform_fee: 0,
      taxes_due: 0,
      delivery_income: 0,
    });
    expect(await desk.trialBalance()).toBe(0n);
  });
});

describe('a refund that another service ordered', () => {
  it('takes the delivery in it from the delivery, and leaves it where there is none', async () => {
    const sale = newSale();
    await sale.charged();
    await sale.capture(12_400);
    await sale.refund(5_950, { cause: 'RETURN', delivery: eur(0) });
    const half = { stripe_clearing: -6_450, seller_payable: 4_925, platform_fee: 75, taxes_due: 950 };
    await sale.untilLines({ ...half, delivery_income: 500 });
    await sale.refund(500, { cause: 'RETURN', delivery: eur(500) });
    await sale.untilLines({ ...half, stripe_clearing: -5_950, delivery_income: 0 });
  });

  it('keeps the fee at the seller’s expense when it says so, also where it is undone', async () => {
    const sale = newSale();
    await sale.charged();
    await sale.capture(12_400);
    await sale.refund(5_950, { cause: 'DISPUTE', delivery: eur(0), feeReturned: false });
    const half = { stripe_clearing: -6_450, seller_payable: 4_850, platform_fee: 150, taxes_due: 950 };
    await sale.untilLines({ ...half, delivery_income: 500 });
    await sale.refundFailed(5_950);
    await sale.untilLines(whole);
    await sale.refund(12_400, { feeReturned: false });
    await sale.untilLines({
      stripe_clearing: 0,
      seller_payable: -150,
      platform_fee: 150,
      taxes_due: 0,
      delivery_income: 0,
    });
    // The sale is gone, and what is left is owed at once.
    expect(await balanceOf(sale.seller, support)).toEqual(inEuros('-1.50', '0.00'));
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('follows the policy of the platform when it does not', async () => {
    const strict = await openCashDesk({ WALLETS_REFUND_FEE: 'BY_CAUSE' });
    try {
      const sale = newSaleAt(strict);
      await sale.charged();
      await sale.capture(12_400);
      await sale.refund(5_950, { cause: 'RETURN', delivery: eur(0) });
      await sale.refund(5_949, { cause: 'DISPUTE', delivery: eur(0) });
      const kept = { stripe_clearing: -501, seller_payable: -74, platform_fee: 75, taxes_due: 0, delivery_income: 500 };
      await sale.untilLines(kept);
      await sale.payment('charged_back', { amount: eur(501) });
      await sale.untilLines({ ...kept, stripe_clearing: 0, seller_payable: -75, delivery_income: 0 });
    } finally {
      await strict.close();
    }
  });
});

describe('the balance of a seller', () => {
  const owner = person('usr_seller', 'CUSTOMER', 'SELLER');

  it('is pending for a week or until the buyer has the goods, and reserved during a dispute', async () => {
    const seller = 'slr_of_the_balance';
    const data = { userId: 'usr_seller', handle: 'h', displayName: 'D', reason: null } as never;
    await desk.bus.publish(usersSeller.name, [
      newEvent(usersSeller, 'reinstated', { subject: seller, sequence: 1, data }, trail),
    ]);
    const [first, second] = [newSale({ seller }), newSale({ seller })];
    for (const sale of [first, second]) {
      await sale.charged();
      await sale.capture(12_400);
      await sale.untilLines(whole);
    }
    await until('the seller is known', async () => (await balanceOf(seller, owner)) !== null);
    expect(await balanceOf(seller, owner)).toEqual(inEuros('0.00', '197.00'));
    await first.order('receipt_confirmed');
    await until('the first part is available', async () => {
      const [eurs] = await balanceOf(seller, owner);
      return eurs.available.amount === '98.50';
    });
    await second.payment('disputed');
    await until('the second part is reserved', async () => {
      const [eurs] = await balanceOf(seller, owner);
      return eurs.reserved.amount === '98.50';
    });
    expect(await balanceOf(seller, support)).toEqual(inEuros('98.50', '0.00', '98.50'));
    await second.payment('charged_back');
    await second.untilLines({ ...whole, ...Object.fromEntries(Object.keys(whole).map((code) => [code, 0])) });
    expect(await balanceOf(seller, owner)).toEqual(inEuros('98.50', '0.00'));
    expect(await balanceOf(seller, person('usr_other'))).toBeNull();
    expect(await balanceOf(seller, { kind: 'anonymous' })).toBeNull();
  });

  it('is available after a week', async () => {
    const sale = newSale();
    await sale.charged();
    await sale.capture(12_400);
    await sale.untilLines(whole);
    expect(await balanceOf(sale.seller, support)).toEqual(inEuros('0.00', '98.50'));
    desk.advance(7 * 86_400_000 + 1_000);
    expect(await balanceOf(sale.seller, support)).toEqual(inEuros('98.50', '0.00'));
  });
});
