import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersSeller } from '@soko/events';
import { person, until } from '@soko/testing';
import fastify from 'fastify';
import { sellerStatementRoute } from '../../routes/seller-statement.ts';
import { type CashDesk, type Json, openCashDesk, support } from '../cash/cash-desk.ts';
import { eur, newSale, trail } from '../cash/new-sale.ts';

const sealKey = 'a seal key that only this spec knows';
const owner = person('usr_statement', 'CUSTOMER', 'SELLER');
const sellerId = 'slr_statement';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk({ SOKO_SEAL_KEY: sealKey });
  const data = { userId: 'usr_statement', handle: 'h', displayName: 'D', reason: null } as never;
  await desk.bus.publish(usersSeller.name, [
    newEvent(usersSeller, 'reinstated', { subject: sellerId, sequence: 1, data }, trail),
  ]);
  await until('the seller is known', async () => (await statement({ first: 1 })) !== null);
});
afterAll(() => desk.close());

const money = '{ amount }';
const reading = `query ($sellerId: ID!, $currency: CurrencyCode!, $from: DateTime, $until: DateTime, $first: Int, $after: String) {
  sellerStatement(sellerId: $sellerId, currency: $currency, from: $from, until: $until, first: $first, after: $after) {
    nodes { kind amount ${money} balance ${money} orderNumber order { id }
      parts { total ${money} fee ${money} tax ${money} delivery ${money} } }
    pageInfo { endCursor hasNextPage } } }`;

async function statement(variables: object = {}, as: Viewer = owner): Promise<Json> {
  const { data, errors } = await desk.query(reading, { sellerId, currency: 'EUR', ...variables }, { as });
  return errors ? errors[0]!.extensions : data['sellerStatement'];
}

const rowOf = ({ kind, amount, balance, parts }: Json) => [
  kind,
  amount.amount,
  balance.amount,
  parts && [parts.total, parts.fee, parts.tax, parts.delivery].map(({ amount: part }: Json) => part),
];

describe('the statement of a seller', () => {
  it('says of each change what it was, with the balance after it, in pages that new entries do not move', async () => {
    const sale = newSale(desk, { seller: sellerId });
    await sale.charged();
    await sale.capture(12_400);
    await sale.refund(1_000);
    await sale.refundFailed(1_000);
    await sale.refund(5_950, { cause: 'DISPUTE', delivery: eur(0), feeReturned: false });
    await sale.payment('charged_back', { amount: eur(6_450) });
    await sale.untilLines({
      stripe_clearing: 0,
      seller_payable: -75,
      platform_fee: 75,
      taxes_due: 0,
      delivery_income: 0,
    });
    const { result: first, count } = await desk.statements(() => statement({ first: 3 }));
    expect(first.nodes.map(rowOf)).toEqual([
      ['CHARGEBACK', '-49.25', '-0.75', ['-64.50', '-0.75', '-9.50', '-5.00']],
      ['REFUND', '-50.00', '48.50', ['-59.50', '0.00', '-9.50', '0.00']],
      ['REFUND_FAILED', '7.95', '98.50', ['10.00', '0.12', '1.53', '0.40']],
    ]);
    expect(first.nodes[0]).toMatchObject({ orderNumber: 'SO-1', order: { id: expect.stringMatching(/^ord_/) } });
    // The seller, the entries, and the numbers of their orders.
    expect(count).toBe(3);

    const another = newSale(desk, { seller: sellerId });
    await another.charged();
    await another.capture(12_400);
    await another.untilLines({
      stripe_clearing: -12_400,
      seller_payable: 9_850,
      platform_fee: 150,
      taxes_due: 1_900,
      delivery_income: 500,
    });
    const { result: rest, count: again } = await desk.statements(() =>
      statement({ first: 50, after: first.pageInfo.endCursor }),
    );
    expect(rest.nodes.map(rowOf)).toEqual([
      ['REFUND', '-7.95', '90.55', ['-10.00', '-0.12', '-1.53', '-0.40']],
      ['SALE', '98.50', '98.50', ['124.00', '1.50', '19.00', '5.00']],
    ]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect(again).toBe(3);
  });

  it('is for the seller and support', async () => {
    expect((await statement({}, support)).nodes.length).toBeGreaterThan(0);
    expect(await statement({}, person('usr_other', 'CUSTOMER', 'SELLER'))).toBeNull();
    expect(await statement({ sellerId: 'slr_nobody' })).toBeNull();
    expect(await statement({}, { kind: 'anonymous' })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('covers a period, and currencies that Soko supports', async () => {
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    expect((await statement({ from: soon })).nodes).toEqual([]);
    expect((await statement({ until: soon })).nodes.length).toBeGreaterThan(0);
    expect((await statement({ currency: 'JPY' })).nodes).toEqual([]);
    expect(await statement({ currency: 'XXX' })).toMatchObject({ code: 'BAD_USER_INPUT' });
    const backwards = { from: soon, until: '2026-01-01T00:00:00Z' };
    expect(await statement(backwards)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'until' });
  });

  it('is a file behind a link that ends', async () => {
    const document = `query ($from: DateTime!, $until: DateTime!) {
      result: sellerStatementExport(sellerId: "${sellerId}", currency: "EUR", from: $from, until: $until) { url } }`;
    const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
    const link = async (as: Viewer, days = 1): Promise<Json> =>
      desk.query(document, { from: day(-days), until: day(1) }, { as });
    expect((await link(person('usr_other'))).data.result).toBeNull();
    expect((await link(owner, 366)).errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'until' });
    const { url } = (await link(owner)).data.result;
    const app = fastify();
    let aheadMs = 0;
    const settings = { sealKeys: [sealKey] } as unknown as Parameters<typeof sellerStatementRoute>[1]['settings'];
    sellerStatementRoute(app, { pool: desk.pool, settings, now: () => new Date(Date.now() + aheadMs) });
    try {
      const get = (path: string) => app.inject({ method: 'GET', url: path });
      const { pathname, search } = new URL(url);
      const { body, headers } = await get(`${pathname}${search}`);
      const lines = body.trimEnd().split('\r\n');
      expect(lines[0]).toBe('time,kind,order,total,fee,tax,delivery,discount,amount,balance,currency,reference');
      expect(lines[1]).toMatch(
        /^[\d:.TZ-]+,SALE,SO-1,124\.00,1\.50,19\.00,5\.00,0\.00,98\.50,98\.50,EUR,payment:pay_\w+:capture$/,
      );
      expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual([
        'SALE',
        'REFUND',
        'REFUND_FAILED',
        'REFUND',
        'CHARGEBACK',
        'SALE',
      ]);
      expect(headers['content-type']).toBe('text/csv; charset=utf-8');
      aheadMs = 600_001;
      expect((await get(`${pathname}${search}`)).statusCode).toBe(404);
      expect((await get(`${pathname}?token=forged`)).statusCode).toBe(404);
    } finally {
      await app.close();
    }
  });

  it('has one entry for a sale whose discount the platform pays, and one for its refund', async () => {
    const { nodes: known } = await statement({ first: 50 });
    const sale = newSale(desk, { seller: sellerId });
    // 20.00 off the goods, and the delivery of 5.00 for free. The seller has 97.75 of the sales above.
    await sale.charged({ total: 9_900, platform: 2_500, platformDelivery: 500 });
    await sale.capture(9_900);
    await sale.refund(4_950, { delivery: eur(0) });
    await sale.untilLines({
      stripe_clearing: -4_950,
      promotions: -1_000,
      seller_payable: 4_925,
      platform_fee: 75,
      taxes_due: 950,
    });
    const first = await statement({ first: 1 });
    const rest = await statement({ first: 50, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes].map(rowOf)).toEqual([
      ['REFUND', '-49.25', '147.00', ['-49.50', '-0.75', '-9.50', '0.00']],
      ['SALE', '98.50', '196.25', ['99.00', '1.50', '19.00', '0.00']],
      ...known.map(rowOf),
    ]);
  });
});
