import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, paymentsSubscription, productsAdvert, usersSeller } from '@soko/events';
import { person, until } from '@soko/testing';
import { type CashDesk, openCashDesk } from './cash-desk.ts';

const trail = {
  correlationId: 'cor_spec',
  causationId: null,
  actor: { kind: 'service', id: 'products' },
  now: () => new Date(),
} as const;

describe('income of the platform', () => {
  let desk: CashDesk;
  beforeAll(async () => {
    desk = await openCashDesk();
  });
  afterAll(() => desk.close());

  it('has clicks on adverts: they leave the balance of the seller once for each charge, also when it is not covered', async () => {
    const sellerId = 'slr_advertises';
    const payout = { kind: 'MPESA', masked: '*** 000', sealed: 'v1.x' } as const;
    const about = {
      userId: 'usr_advertises',
      handle: 'ads',
      displayName: 'Ads',
      status: 'ACTIVE',
      payout,
      reason: null,
    };
    await desk.bus.publish(usersSeller.name, [
      newEvent(usersSeller, 'approved', { subject: sellerId, sequence: 2, data: about as never }, trail),
    ]);
    const charged = (chargeId: string, amountMinor: string, sequence: number) =>
      newEvent(
        productsAdvert,
        'charged',
        {
          subject: 'adv_1',
          sequence,
          data: {
            chargeId,
            sellerId,
            storeId: null,
            productId: 'prd_1',
            clicks: 3,
            amount: { amountMinor, currency: 'EUR' },
            from: '2026-03-01T12:00:00.000Z',
          },
        },
        trail,
      );
    const [first, second] = [charged('adc_1', '30', 3), charged('adc_2', '45', 4)];
    await desk.bus.publish(productsAdvert.name, [first, first, second]);
    const balances = async () => {
      const { rows } = await desk.pool.query(
        `SELECT code, sum(credits_minor - debits_minor)::int AS amount FROM ledger_account
         WHERE code = 'advert_income' AND currency = 'EUR' OR owner_id = $1 GROUP BY code ORDER BY code`,
        [sellerId],
      );
      return rows as { code: string; amount: number }[];
    };
    await until('both are charged', async () => (await balances()).some(({ amount }) => amount === 75));
    expect(await balances()).toEqual([
      { code: 'advert_income', amount: 75 },
      { code: 'seller_payable', amount: -75 },
    ]);
    await until('the seller sees it', async () => {
      const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Seller { balance { available { amount } } } } }`;
      const as = person('usr_advertises', 'SELLER');
      const { data } = await desk.query(text, { of: [{ __typename: 'Seller', id: sellerId }] }, { as });
      return data['_entities'][0].balance?.[0]?.available.amount === '-0.75';
    });
  });

  it('has plans that were paid by card, once for each invoice', async () => {
    const paid = (invoice: string, amountMinor: string, sequence: number) =>
      newEvent(
        paymentsSubscription,
        'invoice_paid',
        {
          subject: 'sbn_1',
          sequence,
          data: {
            reference: 'sto_1',
            userId: 'usr_1',
            provider: 'stripe',
            invoice,
            amount: { amountMinor, currency: 'CHF' },
            periodStart: '2026-03-01T12:00:00.000Z',
            periodEnd: '2026-04-01T12:00:00.000Z',
            paidAt: '2026-03-01T12:00:00.000Z',
          },
        },
        trail,
      );
    const [first, next] = [paid('in_1', '2900', 2), paid('in_2', '2900', 4)];
    await desk.bus.publish(paymentsSubscription.name, [first, first, next]);
    const balances = async () => {
      const { rows } = await desk.pool.query(
        `SELECT code, sum(credits_minor - debits_minor)::int AS amount FROM ledger_account
         WHERE currency = 'CHF' GROUP BY code ORDER BY code`,
      );
      return rows as { code: string; amount: number }[];
    };
    await until('both are booked', async () => (await balances()).some(({ amount }) => amount === 5_800));
    expect(await balances()).toEqual([
      { code: 'plan_income', amount: 5_800 },
      { code: 'stripe_clearing', amount: -5_800 },
    ]);

    const reversed = (
      reversal: string,
      status: 'REFUNDED' | 'FAILED' | 'OPEN' | 'LOST',
      amountMinor: string,
      sequence: number,
    ) => {
      const isRefund = reversal.startsWith('re_');
      const data = {
        reference: 'sto_1',
        userId: 'usr_1',
        provider: 'stripe',
        invoice: 'in_1',
        reversal,
        kind: isRefund ? ('REFUND' as const) : ('DISPUTE' as const),
        status,
        amount: { amountMinor, currency: 'CHF' },
        fee: isRefund ? null : { amountMinor: '1500', currency: 'CHF' },
        madeAt: '2026-03-02T12:00:00.000Z',
      };
      return newEvent(paymentsSubscription, 'reversed', { subject: 'sbn_1', sequence, data }, trail);
    };
    const refunded = reversed('re_1', 'REFUNDED', '900', 6);
    await desk.bus.publish(paymentsSubscription.name, [
      refunded,
      refunded,
      reversed('re_2', 'REFUNDED', '400', 7),
      reversed('re_2', 'FAILED', '400', 8),
      reversed('dp_1', 'OPEN', '2000', 9),
      reversed('dp_1', 'LOST', '2000', 10),
    ]);
    // The last posting, which leaves 5,800 − 900 − 2,000.
    await until('what went back is booked', async () => (await balances()).some(({ amount }) => amount === 2_900));
    expect(await balances()).toEqual([
      { code: 'plan_income', amount: 2_900 },
      { code: 'provider_fee', amount: -1_500 },
      { code: 'stripe_clearing', amount: -1_400 },
    ]);
  });
});
