import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersSeller, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { copyOf, person, until } from '@soko/testing';
import fastify from 'fastify';
import { type CashDesk, type Json, openCashDesk, support } from '../cash/cash-desk.ts';
import { trail } from '../cash/new-sale.ts';
import { textOf } from './text-of-pdf.ts';

const admin = person('usr_admin', 'ADMIN');
const other = person('usr_other', 'CUSTOMER', 'SELLER');

const details = {
  legalName: 'Müller & Söhne GmbH',
  address: { line1: 'Hauptstr. 1', line2: 'Hof 2', city: 'Berlin', region: null, postalCode: '10115', country: 'DE' },
  taxId: 'DE136695976',
};
const changed = {
  legalName: 'Łódzkie Lampy sp. z o.o.',
  address: { line1: 'Piotrkowska 1', line2: null, city: 'Łódź', region: null, postalCode: '90-001', country: 'PL' },
  taxId: null,
};
const named = 'legalName address { line1 line2 city region postalCode country } taxId';

describe('whom the invoices of a seller name', () => {
  let desk: CashDesk;
  beforeAll(async () => {
    desk = await openCashDesk();
  });
  afterAll(() => desk.close());

  const ask = async (document: string, variables: object, as: Viewer): Promise<Json> => {
    const { data, errors } = await desk.query(document, variables as Record<string, unknown>, { as });
    return errors ? errors[0]!.extensions : Object.values(data)[0];
  };

  /** A seller whom wallets knows, and what people do with its billing details and invoices. */
  async function seller(name: string) {
    const [id, userId] = [`slr_${name}`, `usr_${name}`];
    const as = person(userId, 'CUSTOMER', 'SELLER');
    const data = { userId, handle: name, displayName: name, status: 'ACTIVE', reason: null } as never;
    await desk.bus.publish(usersSeller.name, [
      newEvent(usersSeller, 'reinstated', { subject: id, sequence: 1, data }, trail),
    ]);
    const invoices = (by: Viewer = as) =>
      ask(`{ invoices(sellerId: "${id}") { nodes { id number recipient { ${named} } } } }`, {}, by);
    await until('the seller is known', async () => (await invoices()) !== null);
    let charges = 0;
    return {
      id,
      userId,
      as,
      invoices,
      set: (input: object = {}, by: Viewer = as) =>
        ask(
          `mutation ($input: SetBillingDetailsInput!) { setBillingDetails(input: $input) { ... on BillingDetails { ${named} } } }`,
          { input: { sellerId: id, ...details, ...input } },
          by,
        ),
      seen: async (by: Viewer = as) => {
        const representations = [{ __typename: 'Seller', id }];
        const document = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
          ... on Seller { billingDetails { ${named} } } } }`;
        const [found] = await ask(document, { representations }, by);
        return found.billingDetails;
      },
      charge: (amountMinor = 119, currency = 'EUR') =>
        desk.pool.query(
          `INSERT INTO seller_charge (reference, kind, seller_id, currency, amount_minor, at) VALUES ($1, 'ADVERT', $2, $3, $4, $5)`,
          [`advert:${name}:${(charges += 1)}`, id, currency, amountMinor, new Date(desk.now().getTime() - 1)],
        ),
      /** Ends the current month early. */
      issue: async (): Promise<Json[]> => {
        const input = { sellerId: id, includeCurrentMonth: true, idempotencyKey: newId('req') };
        const document = `mutation ($input: IssueInvoicesInput!) { issueInvoices(input: $input) {
          ... on IssuedInvoices { invoices { id kind recipient { ${named} } document { url } } } } }`;
        return (await ask(document, { input }, admin)).invoices;
      },
      saved: async (): Promise<Json> =>
        (await desk.pool.query('SELECT * FROM seller_billing WHERE seller_id = $1', [id])).rows[0] ?? null,
      erase: () =>
        desk.bus.publish(usersUser.name, [
          newEvent(usersUser, 'erased', { subject: userId, sequence: 2, data: {} }, trail),
        ]),
    };
  }

  it('is given by the person of the seller, and seen by them and support', async () => {
    const { set, seen, as } = await seller('giving');
    for (const by of [other, support, admin]) expect(await set({}, by)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await set({ sellerId: 'slr_unknown' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await set({}, { kind: 'anonymous' })).toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const [field, change] of Object.entries({
      legalName: { legalName: ' ' },
      'address.line1': { address: { ...details.address, line1: '' } },
      'address.postalCode': { address: { ...details.address, postalCode: '1011' } },
      taxId: { taxId: 'x'.repeat(41) },
    }))
      expect(await set(change)).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(await seen()).toBeNull();

    const first = { ...details, legalName: 'First Ltd', taxId: null };
    expect(await set({ legalName: ' First Ltd ', taxId: ' ' })).toEqual(first);
    expect(await set()).toEqual(details);
    const by: Viewer[] = [as, support, admin, other, { kind: 'anonymous' }];
    expect(await Promise.all(by.map(seen))).toEqual([details, details, details, null, null]);
  });

  it('is on an invoice as it was when that was issued', async () => {
    const { set, charge, issue, invoices, userId } = await seller('frozen');
    await charge();
    const [unnamed] = await issue();
    await set();
    await charge();
    await charge(-30);
    const [invoice, note] = await issue();
    await set(changed);
    await charge();
    const [next] = await issue();
    expect((await invoices()).nodes.map(({ id, recipient }: Json) => [id, recipient])).toEqual([
      [next.id, changed],
      [note.id, details],
      [invoice.id, details],
      [unnamed.id, null],
    ]);
    expect(note.kind).toBe('CREDIT_NOTE');
    const own = await copyOf(desk, 'walletsDataOf', userId);
    expect(own['billingDetails']).toMatchObject([changed]);
    expect(own['invoices']!.map(({ recipient }) => recipient)).toEqual([null, details, details, changed]);
  });

  it('is on the PDF', async () => {
    const { set, charge, issue } = await seller('printed');
    const app = fastify();
    await desk.subgraph.routes(app);
    const print = async (): Promise<string> => {
      await charge();
      const [{ document }] = await issue();
      const { pathname, search } = new URL(document.url);
      return textOf((await app.inject({ method: 'GET', url: `${pathname}${search}` })).rawPayload);
    };
    try {
      expect(await print()).toContain('No legal name and address of the seller are known.');
      await set();
      const text = await print();
      for (const line of ['Müller & Söhne GmbH', 'Hauptstr. 1', 'Hof 2', '10115 Berlin', 'Germany', 'DE136695976'])
        expect(text.split('\n')).toContainEqual(expect.stringContaining(line));
      expect(text).not.toContain('No legal name');
      await set(changed);
      expect(await print()).toContain('Lódzkie Lampy sp. z o.o.');
    } finally {
      await app.close();
    }
  });

  it('is forgotten at the erasure of its person, and on invoices ten years after they were issued', async () => {
    const { set, seen, charge, issue, erase, saved, invoices } = await seller('erased');
    await set();
    await charge();
    await issue();
    await erase();
    await until('the details are gone', async () => (await saved()).details === null);
    expect(await set()).toMatchObject({ code: 'NOT_FOUND' });
    expect([await seen(support), (await invoices(support)).nodes[0].recipient]).toEqual([null, details]);

    const later = await seller('kept');
    await desk.pool.query(
      `INSERT INTO invoice (id, number, series, year, position, kind, seller_id, currency, period_from, period_until, net_minor,
          vat_minor, total_minor, issuer, recipient, issued_at)
        SELECT id || '-' || at, number || '-' || at, series, at, position, kind, $1, currency, period_from, period_until, net_minor,
          vat_minor, total_minor, issuer, recipient, (at || '-01-01')::timestamptz
        FROM invoice, (VALUES (2010), (2024)) AS years (at) WHERE seller_id = 'slr_erased'`,
      [later.id],
    );
    await desk.subgraph.runJob('wallets.prune');
    expect((await later.invoices()).nodes.map(({ recipient }: Json) => recipient)).toEqual([details, null]);
    for (const change of ['recipient = NULL', 'recipient = NULL, total_minor = 1', `recipient = '{}'`])
      await expect(
        desk.pool.query(`UPDATE invoice SET ${change} WHERE seller_id = $1`, [later.id]),
      ).rejects.toMatchObject({ code: '23001' });
  });

  it('is that of the invoice before on what is charged after an erasure, such as for an order that was under way', async () => {
    const { set, charge, issue, erase, saved } = await seller('selling_on');
    await set();
    await charge();
    await issue();
    await erase();
    await until('the details are gone', async () => (await saved()).details === null);
    await charge();
    await charge(-30);
    const issued = await issue();
    expect(new Set(issued.map(({ kind }) => kind))).toEqual(new Set(['INVOICE', 'CREDIT_NOTE']));
    for (const { recipient } of issued) expect(recipient).toEqual(details);
  });

  it('stays after an erasure until the last charges are on an invoice', async () => {
    const { set, seen, charge, issue, erase, saved } = await seller('leaving');
    await set();
    await charge();
    await charge(500, 'KES');
    await erase();
    await until('the erasure is noted', async () => (await saved()).erased_at !== null);
    expect([(await saved()).details, await seen(support)]).toEqual([details, null]);
    expect((await issue()).map(({ recipient }) => recipient)).toEqual([details, details]);
    expect((await saved()).details).toBeNull();
  });

  it('is forgotten also when the last charges are invoiced at the moment of the erasure', async () => {
    const { id, set, charge, issue, erase, saved } = await seller('racing');
    await set();
    await charge();
    const client = await desk.pool.connect();
    try {
      // What the invoice holds while it is issued.
      await client.query('BEGIN');
      await client.query('SELECT FROM seller_billing WHERE seller_id = $1 FOR UPDATE', [id]);
      await erase();
      await until('the erasure waits', async () => {
        const text = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return (await desk.pool.query(text)).rows.length > 0;
      });
      await client.query(`UPDATE seller_charge SET invoice_id = 'inv_racing' WHERE seller_id = $1`, [id]);
      await client.query(
        `INSERT INTO invoice (id, number, series, year, position, kind, seller_id, currency, period_from, period_until, net_minor,
            vat_minor, total_minor, issuer, issued_at)
          VALUES ('inv_racing', 'INV-2000-000001', 'INV', 2000, 1, 'INVOICE', $1, 'EUR', '2000-01-01', '2000-02-01', 119, 0, 119, 'Soko', now())`,
        [id],
      );
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    await until('the details are gone', async () => (await saved()).details === null);
    expect(await issue()).toEqual([]);
  });
});
