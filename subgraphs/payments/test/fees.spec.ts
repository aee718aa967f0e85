import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, ordersOrder } from '@soko/events';
import { admin, type Bank, buyer, type Json, openBank, sellerId } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const setRule = async (input: object, as = admin) => {
  const document = /* GraphQL */ `
    mutation ($input: SetFeeRuleInput!) {
      setFeeRule(input: $input) {
        scope
        targetId
        basisPoints
        fixed {
          amount
          currency
        }
        version
      }
    }
  `;
  return bank.query(document, { input }, { as });
};

const order = (orderKey: string, seller: string, ...lines: [string, string][]) => ({
  orderKey,
  sellerId: seller,
  subtotal: {
    amount: (lines.reduce((sum, [, amount]) => sum + Number(amount) * 100, 0) / 100).toFixed(2),
    currency: 'EUR',
  },
  lines: lines.map(([categoryId, amount]) => ({ categoryId, total: { amount, currency: 'EUR' } })),
});

const quote = async (...orders: object[]) => {
  const document = `query ($orders: [FeeQuoteInput!]!) { quoteFees(orders: $orders) { orderKey fee { amount currency } lines { amount } } }`;
  return bank.asOrders(document, { orders });
};

describe('the marketplace fee', () => {
  it('is 150 basis points unless a rule says otherwise, in one statement', async () => {
    const { result, count } = await bank.statements(() =>
      quote(order('a', 'slr_1', ['cat_1', '100.00'], ['cat_2', '0.33']), order('b', 'slr_2', ['cat_1', '0.33'])),
    );
    expect(result.data.quoteFees).toEqual([
      { orderKey: 'a', fee: { amount: '1.50', currency: 'EUR' }, lines: [{ amount: '1.50' }, { amount: '0.00' }] },
      { orderKey: 'b', fee: { amount: '0.00', currency: 'EUR' }, lines: [{ amount: '0.00' }] },
    ]);
    expect(count).toBe(1);
  });

  it('follows rules of sellers and categories, from the next quote on', async () => {
    const books = {
      scope: 'CATEGORY',
      targetId: 'cat_books',
      basisPoints: 500,
      fixed: [{ amount: '0.30', currency: 'EUR' }],
    };
    expect((await setRule(books)).data.setFeeRule).toMatchObject({
      version: 1,
      fixed: [{ amount: '0.30', currency: 'EUR' }],
    });
    await setRule({ scope: 'SELLER', targetId: 'slr_friend', basisPoints: 0 });
    const { data } = await quote(
      order('a', 'slr_1', ['cat_books', '10.00']),
      order('b', 'slr_friend', ['cat_books', '10.00']),
    );
    expect(data.quoteFees).toMatchObject([{ fee: { amount: '0.80' } }, { fee: { amount: '0.00' } }]);
  });

  it('is set by administrators who know the current version', async () => {
    const read = await bank.query('{ feeRules { scope targetId basisPoints version } }', {}, { as: admin });
    const [standard] = read.data.feeRules;
    expect(standard).toEqual({ scope: 'DEFAULT', targetId: null, basisPoints: 150, version: 1 });
    expect((await setRule({ scope: 'DEFAULT', basisPoints: 200, expectedVersion: 1 })).data.setFeeRule).toMatchObject({
      version: 2,
    });
    const late = await setRule({ scope: 'DEFAULT', basisPoints: 300, expectedVersion: 1 });
    expect(late.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT' });
    const wrong = await setRule({ scope: 'CATEGORY', basisPoints: 300 });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'targetId' });
  });

  it('holds for a time, and the rule before it comes back', async () => {
    const hour = 3_600_000;
    const at = (hours: number) => new Date(bank.now().getTime() + hours * hour).toISOString();
    const target = { scope: 'SELLER', targetId: 'slr_sale' };
    await setRule({ ...target, basisPoints: 1_000 });
    const [from, until] = [at(1), at(3)];
    const sale = await setRule({ ...target, basisPoints: 200, validFrom: from, validUntil: until, expectedVersion: 1 });
    expect(sale.data.setFeeRule).toMatchObject({ version: 2 });
    // One that has not begun is cut off where the next one begins.
    await setRule({ ...target, basisPoints: 0, validFrom: at(2), validUntil: until });
    const rules = async (statuses?: string[]) => {
      const document = `query ($statuses: [FeeRuleStatus!]) { feeRules(statuses: $statuses) { targetId basisPoints status validFrom validUntil version } }`;
      const { data } = await bank.query(document, { statuses }, { as: admin });
      return data.feeRules.filter(({ targetId }: Json) => targetId === 'slr_sale');
    };
    expect(await rules()).toMatchObject([
      { basisPoints: 1_000, status: 'FUTURE', validFrom: until, validUntil: null, version: 2 },
      { basisPoints: 0, status: 'FUTURE', validUntil: until, version: 3 },
      { basisPoints: 200, status: 'FUTURE', validFrom: from, version: 2 },
      { basisPoints: 1_000, status: 'CURRENT', validUntil: from, version: 1 },
    ]);
    const feeNow = async () => (await quote(order('a', 'slr_sale', ['cat_1', '10.00']))).data.quoteFees[0].fee.amount;
    const seen = [await feeNow()];
    for (let step = 0; step < 3; step += 1) {
      bank.advance(hour + 1_000);
      seen.push(await feeNow());
    }
    expect(seen).toEqual(['1.00', '0.20', '0.00', '1.00']);
    expect((await rules(['PAST'])).map(({ basisPoints }: Json) => basisPoints)).toEqual([0, 200, 1_000]);
    expect(await rules(['CURRENT'])).toMatchObject([{ basisPoints: 1_000, version: 2 }]);
  });

  it('has one rule of a target at a time, however many are set at once', async () => {
    const target = { scope: 'CATEGORY', targetId: 'cat_crowded' };
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        setRule({ ...target, basisPoints: n, ...(n % 2 ? {} : { expectedVersion: 0 }) }),
      ),
    );
    const made = results.filter(({ errors }) => errors === undefined).map(({ data }) => data.setFeeRule.version);
    expect(made.toSorted((a, b) => a - b)).toEqual(made.map((_, index) => index + 1));
    expect(made.length).toBeGreaterThanOrEqual(10);
    const { rows } = await bank.pool.query(
      `SELECT FROM fee_rule WHERE target_id = 'cat_crowded' AND valid_until IS NULL`,
    );
    expect(rows).toHaveLength(1);
    const twice = `INSERT INTO fee_rule (id, scope, target_id, basis_points, created_at, updated_at)
      VALUES ('fee_twice', 'CATEGORY', 'cat_crowded', 1, now(), now())`;
    await expect(bank.pool.query(twice)).rejects.toThrow('fee_rule_windows_do_not_overlap');
  });

  it.each([
    [{ validFrom: '2026-01-01T00:00:00Z' }, 'validFrom'],
    [{ validFrom: '2090-01-01T00:00:00Z', validUntil: '2090-01-01T00:00:00Z' }, 'validUntil'],
    [{ validUntil: '2026-01-01T00:00:00Z' }, 'validUntil'],
  ])('has no times such as %j', async (window, field) => {
    const { errors } = await setRule({ scope: 'DEFAULT', basisPoints: 100, ...window });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it.each([
    ['feeRules', '{ feeRules { scope } }'],
    ['payments', '{ payments(first: 1) { nodes { id } } }'],
    ['unmatchedFunds', '{ unmatchedFunds { nodes { id } } }'],
    ['reconciliation', '{ reconciliation(date: "2026-01-01") { date } }'],
    ['setFeeRule', 'mutation { setFeeRule(input: { scope: DEFAULT, basisPoints: 1 }) { version } }'],
  ])('cannot be set or read by buyers, also where the gateway is passed by: %s', async (_field, document) => {
    expect((await bank.query(document, {}, { as: buyer })).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('is quoted to services only', async () => {
    const document = '{ quoteFees(orders: []) { orderKey } }';
    expect((await bank.query(document, {}, { as: buyer })).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

it('voids the payment of an order that has expired', async () => {
  await bank.authorize({ ord_g1: '10.00' });
  const money = { amountMinor: '1000', currency: 'EUR' };
  const data = {
    order: {
      checkoutId: 'chk_spec',
      number: 'SO-2026-000001-1',
      status: 'EXPIRED',
      sellerId,
      buyerId: 'usr_buyer',
      email: 'buyer@example.com',
      deliveryMethod: 'NONE' as const,
      country: null,
      lines: [],
      items: money,
      delivery: money,
      tax: money,
      taxIncluded: money,
      discount: money,
      fee: money,
      total: money,
    },
    reason: null,
  };
  const trail = {
    correlationId: 'cor',
    causationId: null,
    actor: { kind: 'service' as const, id: 'orders' },
    now: () => new Date(),
  };
  await bank.bus.publish('orders.order', [
    newEvent(ordersOrder, 'expired', { subject: 'ord_g1', sequence: 3, data }, trail),
  ]);
  expect(await bank.untilStatus('ord_g1', 'VOIDED')).toMatchObject({ end_reason: 'EXPIRED' });
  expect((await bank.intent('ord_g1')).status).toBe('canceled');
});
