import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, productsAdvert, usersSeller } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import fastify from 'fastify';
import type { WalletsSettings } from '../../services.ts';
import { issueMonthlyInvoices } from '../../commands/sellers/issue-invoices.ts';
import { type CashDesk, type Json, openCashDesk, support } from '../cash/cash-desk.ts';
import { eur, newSale, trail } from '../cash/new-sale.ts';
import { textOf } from './text-of-pdf.ts';

const admin = person('usr_admin', 'ADMIN');
const owner = person('usr_invoiced', 'CUSTOMER', 'SELLER');
const sellerId = 'slr_invoiced';
const monthMs = 32 * 86_400_000;

let desk: CashDesk;
beforeAll(async () => {
  const issuer = 'Sokö Ltd|Moi Avenue 1|Nairobi';
  desk = await openCashDesk({
    WALLETS_INVOICE_ISSUER: issuer,
    WALLETS_INVOICE_ISSUER_TAX_ID: 'P051234567X',
    WALLETS_INVOICE_VAT_BASIS_POINTS: '1900',
  });
  const data = { userId: 'usr_invoiced', handle: 'h', displayName: 'D', reason: null } as never;
  await desk.bus.publish(usersSeller.name, [
    newEvent(usersSeller, 'reinstated', { subject: sellerId, sequence: 1, data }, trail),
  ]);
  await until('the seller is known', async () => (await invoices()) !== null);
});
afterAll(() => desk.close());

const parts = `number kind total { amount } net { amount } vat { amount } periodFrom periodUntil
  lines { kind count total { amount } vatBasisPoints vat { amount } corrects { number } }`;

async function issue(input: object = {}, as: Viewer = admin): Promise<Json> {
  const document = `mutation ($input: IssueInvoicesInput!) {
    issueInvoices(input: $input) { ... on IssuedInvoices { count invoices { id ${parts} } } } }`;
  const { data, errors } = await desk.query(document, { input: { idempotencyKey: newId('req'), ...input } }, { as });
  return errors ? errors[0]!.extensions : data['issueInvoices'];
}

async function invoices(as: Viewer = owner, args = 'first: 20'): Promise<Json> {
  const { data, errors } = await desk.query(
    `{ invoices(sellerId: "${sellerId}", ${args}) { nodes { id ${parts} } pageInfo { endCursor hasNextPage } } }`,
    {},
    { as },
  );
  return errors ? errors[0]!.extensions : data['invoices'];
}

describe('the invoices of a seller', () => {
  it('are issued once their month has ended, with a credit note about fees that went back', async () => {
    const sale = newSale(desk, { seller: sellerId });
    await sale.charged();
    await sale.capture(12_400);
    await sale.refund(5_950, { cause: 'RETURN', delivery: eur(0) });
    await sale.refund(1_000, { feeReturned: false });
    await sale.refundFailed(5_950);
    await sale.refund(300, { delivery: eur(300) });
    await until('the fee was charged, returned, and charged again', async () => {
      const { rows } = await desk.pool.query('SELECT amount_minor FROM seller_charge WHERE seller_id = $1', [sellerId]);
      return rows.length === 3;
    });
    expect(await issue()).toMatchObject({ count: 0, invoices: [] });

    desk.advance(monthMs);
    const key = newId('req');
    const issued = await issue({ idempotencyKey: key });
    expect(issued).toMatchObject({
      count: 2,
      invoices: [
        {
          number: expect.stringMatching(/^INV-\d{4}-000001$/),
          kind: 'INVOICE',
          // 1.50, and 0.75 once more, with 19 % in it.
          total: { amount: '2.25' },
          net: { amount: '1.89' },
          vat: { amount: '0.36' },
          lines: [{ kind: 'FEE', count: 2, total: { amount: '2.25' }, vatBasisPoints: 1_900, corrects: null }],
        },
        {
          number: expect.stringMatching(/^CN-\d{4}-000001$/),
          kind: 'CREDIT_NOTE',
          total: { amount: '0.75' },
          vat: { amount: '0.12' },
          lines: [{ kind: 'FEE', count: 1, corrects: { number: issued.invoices[0].number } }],
        },
      ],
    });
    expect(issued.invoices[0].periodUntil).toMatch(/-01T00:00:00.000Z$/);
    expect(await issue({ idempotencyKey: key })).toEqual(issued);
    expect(await issue()).toMatchObject({ count: 0 });

    const line = async (code: string) => desk.account(code, 'EUR');
    // The ledger owes the tax of the invoice without that of the credit note, beside the tax of the sale.
    expect(await desk.trialBalance()).toBe(0n);
    expect(await line('platform_fee')).toBe(150n - 24n);
    const told = await desk.told();
    const events = told.filter(({ type }) => type === 'wallets.invoice.issued').map(({ data }: Json) => data);
    expect(events).toMatchObject([
      { userId: 'usr_invoiced', number: issued.invoices[0].number, total: { amountMinor: '225', currency: 'EUR' } },
      { userId: 'usr_invoiced', kind: 'CREDIT_NOTE', total: { amountMinor: '75', currency: 'EUR' } },
    ]);
  });

  it('are for the seller and support, in a fixed number of statements', async () => {
    const { result: page, count } = await desk.statements(() => invoices(owner, 'first: 1'));
    expect(page).toMatchObject({ nodes: [{ kind: 'CREDIT_NOTE' }], pageInfo: { hasNextPage: true } });
    const { result: rest, count: again } = await desk.statements(() =>
      invoices(owner, `first: 5, after: "${page.pageInfo.endCursor}"`),
    );
    expect(rest).toMatchObject({ nodes: [{ kind: 'INVOICE' }], pageInfo: { hasNextPage: false } });
    // The seller, the invoices and their lines; of a credit note also the invoice that it corrects, with its lines.
    expect([count, again]).toEqual([5, 3]);
    expect((await invoices(support)).nodes).toHaveLength(2);
    expect(await invoices(person('usr_other', 'CUSTOMER', 'SELLER'))).toBeNull();
    expect(await invoices({ kind: 'anonymous' })).toMatchObject({ code: 'UNAUTHENTICATED' });
    const one = async (as: Viewer) =>
      (await desk.query(`{ invoice(id: "${page.nodes[0].id}") { number } }`, {}, { as })).data['invoice'];
    expect(await one(owner)).toEqual({ number: page.nodes[0].number });
    expect(await one(person('usr_other'))).toBeNull();
    expect(await issue({}, support)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are PDF files that say what they are about', async () => {
    const { nodes } = await invoices();
    const ids = nodes.map(({ id }: Json) => id);
    const { data } = await desk.query(`{ invoice(id: "${ids[0]}") { document { url } } }`, {}, { as: owner });
    const { pathname, search } = new URL(data['invoice'].document.url);
    const app = fastify();
    await desk.subgraph.routes(app);
    try {
      const get = (path: string) => app.inject({ method: 'GET', url: path });
      const answer = await get(`${pathname}${search}`);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${nodes[0].number}.pdf"`,
      });
      expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
      const text = textOf(answer.rawPayload);
      for (const part of ['Sokö Ltd', 'P051234567X', `Credit note ${nodes[0].number}`, nodes[1].number, '19.00']) {
        expect(text).toContain(part);
      }
      expect(text).toContain('0.75 EUR');
      expect((await get(`${pathname}${search}`)).rawPayload).toEqual(answer.rawPayload);
      expect((await get(`${pathname}?token=forged`)).statusCode).toBe(404);
      desk.advance(600_001);
      expect((await get(`${pathname}${search}`)).statusCode).toBe(404);
    } finally {
      await app.close();
    }
  });

  it('never change, nor do the charges on them', async () => {
    for (const change of [
      'UPDATE invoice SET total_minor = 1, net_minor = 1, vat_minor = 0',
      'DELETE FROM invoice_line',
      'UPDATE seller_charge SET invoice_id = NULL',
      'UPDATE seller_charge SET amount_minor = 1',
      `UPDATE invoice SET recipient = '{"legalName": "Another", "address": {}}'`,
      'UPDATE invoice_counter SET last = last + 2',
    ]) {
      await expect(desk.pool.query(change)).rejects.toMatchObject({ code: '23001' });
    }
  });

  it('are numbered without gaps, however many are issued at once', async () => {
    await desk.pool.query(
      `INSERT INTO seller_charge (reference, kind, seller_id, currency, amount_minor, at)
       SELECT 'advert:' || n || ':' || m, 'ADVERT', 'slr_crowd_' || n, 'EUR', m, $1::timestamptz - m * interval '40 days'
       FROM generate_series(1, 12) AS n, generate_series(1, 2) AS m`,
      [new Date()],
    );
    const results = await Promise.all([
      ...Array.from({ length: 4 }, () => issue({ includeCurrentMonth: true })),
      ...Array.from({ length: 4 }, (_, n) => issue({ sellerId: `slr_crowd_${n + 1}` })),
    ]);
    expect(results.reduce((sum, { count }) => sum + count, 0)).toBe(24);
    const { rows } = await desk.pool.query(
      `SELECT count(*)::int AS count, max(position) AS last, (SELECT last FROM invoice_counter WHERE series = 'INV') AS counted
       FROM invoice WHERE series = 'INV'`,
    );
    expect(rows).toEqual([{ count: 25, last: 25, counted: 25 }]);
  });

  it('return their tax in several credit notes, and no cent more', async () => {
    // 0.12 have 0.02 of tax; each of the three parts alone would have 0.01.
    await desk.pool.query(
      `INSERT INTO seller_charge (reference, kind, seller_id, currency, amount_minor, payment_id, at) VALUES
        ('payment:pay_parts:capture', 'FEE', 'slr_parts', 'EUR', 12, 'pay_parts', '2026-01-10'),
        ('refund:parts:1', 'FEE', 'slr_parts', 'EUR', -4, 'pay_parts', '2026-02-10'),
        ('refund:parts:2', 'FEE', 'slr_parts', 'EUR', -4, 'pay_parts', '2026-03-10'),
        ('refund:parts:3', 'FEE', 'slr_parts', 'EUR', -4, 'pay_parts', '2026-04-10')`,
    );
    const { invoices: made } = await issue({ sellerId: 'slr_parts' });
    expect(made.map(({ kind, total, vat }: Json) => [kind, total.amount, vat.amount])).toEqual([
      ['INVOICE', '0.12', '0.02'],
      ['CREDIT_NOTE', '0.04', '0.01'],
      ['CREDIT_NOTE', '0.04', '0.00'],
      ['CREDIT_NOTE', '0.04', '0.01'],
    ]);
  });

  it('have the adverts that were clicked, once', async () => {
    const amount = { amountMinor: '250', currency: 'EUR' };
    const facts = { storeId: null, productId: 'prd_1', clicks: 5, from: new Date().toISOString() };
    const data = { chargeId: 'adc_1', sellerId: 'slr_adverts', amount, ...facts };
    const charged = newEvent(productsAdvert, 'charged', { subject: 'adv_1', sequence: 2, data }, trail);
    await desk.bus.publish(productsAdvert.name, [charged, charged]);
    await until('the advert is charged', async () => {
      const { rows } = await desk.pool.query(`SELECT FROM seller_charge WHERE seller_id = 'slr_adverts'`);
      return rows.length === 1;
    });
    const { invoices: made } = await issue({ sellerId: 'slr_adverts', includeCurrentMonth: true });
    expect(made).toMatchObject([{ total: { amount: '2.50' }, lines: [{ kind: 'ADVERT', count: 1 }] }]);
  });

  it('of the current month are issued early when an administrator asks, and what follows is on the next one', async () => {
    const charge = async (n: number, at: Date) =>
      desk.pool.query(
        `INSERT INTO seller_charge (reference, kind, seller_id, currency, amount_minor, at) VALUES ($1, 'ADVERT', 'slr_early', 'EUR', $2, $3)`,
        [`advert:early:${n}`, n, at],
      );
    // The middle of a month that is far away, so that all of this is in one month.
    const middle = new Date('2031-05-14T12:00:00Z');
    desk.advance(middle.getTime() - desk.now().getTime());
    const before = (ms: number) => new Date(desk.now().getTime() - ms);
    await charge(1, before(60_000));
    const [first] = (await issue({ sellerId: 'slr_early', includeCurrentMonth: true })).invoices;
    expect(first).toMatchObject({ total: { amount: '0.01' }, periodFrom: '2031-05-01T00:00:00.000Z' });
    await charge(2, before(90_000));
    expect(await issue({ sellerId: 'slr_early' })).toMatchObject({ count: 0 });
    desk.advance(monthMs);
    const settings = { invoices: { issuer: 'Soko', issuerTaxId: null, vatBasisPoints: 0 } } as WalletsSettings;
    await issueMonthlyInvoices({ pool: desk.pool, now: desk.now, settings });
    const { rows } = await desk.pool.query(
      `SELECT total_minor::int AS total, period_from AS "from", period_until AS until FROM invoice WHERE seller_id = 'slr_early' ORDER BY id`,
    );
    expect(rows[1]).toEqual({
      total: 2,
      from: new Date(first.periodUntil),
      until: new Date('2031-06-01T00:00:00.000Z'),
    });
  });
});
