import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { becomeSeller, newAddress, signUp } from '../harness/people.ts';

const refused = '... on UserError { code message }';
const money = '{ amount }';

describe('the money of a seller', () => {
  let seller: Client;
  let sellerId: string;
  let digital: Awaited<ReturnType<typeof buying.putOnSale>>;
  let admin: Client;

  beforeAll(async () => {
    [{ seller, sellerId }, admin] = await Promise.all([
      becomeSeller('money', client()),
      signedInAs('admin@example.com'),
    ]);
    digital = await buying.putOnSale(seller, 'money', 'DIGITAL');
  });

  const entries = async () => {
    const { sellerStatement } = await seller.data(
      `query ($sellerId: ID!) { sellerStatement(sellerId: $sellerId, currency: "EUR") { nodes { kind orderNumber order { status }
         amount ${money} balance ${money} parts { total ${money} fee ${money} tax ${money} } } } }`,
      { sellerId },
    );
    return sellerStatement.nodes;
  };

  /** Ends the current month early, until there is an invoice or a credit note. */
  const issued = (kind: string) =>
    until(`a document ${kind}`, async () => {
      const { issueInvoices } = await admin.data(
        `mutation ($input: IssueInvoicesInput!) { issueInvoices(input: $input) { ... on IssuedInvoices { invoices {
           number kind recipient { legalName address { country } } total ${money} lines { kind count corrects { number } } document { url } } } } }`,
        { input: { sellerId, includeCurrentMonth: true, idempotencyKey: v7() } },
      );
      return issueInvoices.invoices.find((each: { kind: string }) => each.kind === kind);
    });

  it('has the fee that was agreed, a statement with all that happened, and invoices', async () => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    const setFee = (input: object) =>
      admin.data(`mutation ($input: SetFeeRuleInput!) { setFeeRule(input: $input) { status basisPoints version } }`, {
        input: { scope: 'SELLER', targetId: sellerId, ...input },
      });
    expect((await setFee({ basisPoints: 1_000 })).setFeeRule).toMatchObject({ status: 'CURRENT', version: 1 });
    expect((await setFee({ basisPoints: 0, validFrom: later })).setFeeRule).toMatchObject({ status: 'FUTURE' });

    const buyer = await signUp(newAddress('buyer'));
    await buying.fillCart(buyer, [[digital.small, 1]]);
    const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, null, { deliveryMethod: 'NONE' })).id);
    const [{ id: orderId }] = checkout.orders;
    const [sale] = await until('the sale in the statement', async () => {
      const found = await entries();
      return found.length === 1 && found;
    });
    // 10 % of 19.90.
    expect(sale).toMatchObject({ kind: 'SALE', order: { status: 'FULFILLED' }, parts: { fee: { amount: '1.99' } } });
    expect(sale.orderNumber).toMatch(/^SO-/);
    const { setBillingDetails: billing } = await seller.data(
      `mutation ($input: SetBillingDetailsInput!) { setBillingDetails(input: $input) { ... on BillingDetails { legalName taxId } } }`,
      {
        input: { sellerId, legalName: 'Money Ltd', address: { line1: 'Moi Avenue 1', city: 'Nairobi', country: 'KE' } },
      },
    );
    expect(billing).toEqual({ legalName: 'Money Ltd', taxId: null });
    const invoice = await issued('INVOICE');
    expect(invoice.recipient).toEqual({ legalName: 'Money Ltd', address: { country: 'KE' } });
    expect(invoice).toMatchObject({ total: { amount: '1.99' }, lines: [{ kind: 'FEE', count: 1 }] });

    const { order } = await buyer.data(`query ($id: ID!) { order(id: $id) { payment { id } } }`, { id: orderId });
    const { refundPayment } = await admin.data(
      `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename ${refused} } }`,
      { input: { paymentId: order.payment.id, reason: 'Never opened', idempotencyKey: v7() } },
    );
    expect(refundPayment.__typename).toBe('RefundMade');
    const [back] = await until('the refund in the statement', async () => {
      const found = await entries();
      return found.length === 2 && found;
    });
    expect(back).toMatchObject({ kind: 'REFUND', balance: { amount: '0.00' }, parts: { fee: { amount: '-1.99' } } });
    const note = await issued('CREDIT_NOTE');
    expect(note).toMatchObject({ total: { amount: '1.99' }, lines: [{ corrects: { number: invoice.number } }] });

    const { invoices } = await seller.data(
      `query ($sellerId: ID!) { invoices(sellerId: $sellerId) { nodes { number document { url } } } }`,
      { sellerId },
    );
    expect(invoices.nodes.map(({ number }: { number: string }) => number)).toEqual([note.number, invoice.number]);
    const file = await fetch(invoices.nodes[0].document.url);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(
      (await buyer.data(`query ($id: ID!) { invoices(sellerId: $id) { nodes { number } } }`, { id: sellerId }))
        .invoices,
    ).toBeNull();
  });
});
