import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, documents, type Json, openBank, support } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

describe('a refund', () => {
  it.each([
    ['the whole amount', { amount: '10.00', currency: 'EUR' }],
    ['all that is left', null],
    ['more than half', { amount: '6.00', currency: 'EUR' }],
  ])('returns the first result to every simultaneous request with its key: %s', async (what, amount) => {
    const order = `ord_r_${what.replaceAll(' ', '_')}`;
    const { payments } = await bank.authorize({ [order]: '10.00' });
    await bank.capture(order, '10.00');
    const document = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) {
      __typename ... on RefundMade { refund { id status } payment { status } } ... on UserError { code } } }`;
    const input = { paymentId: payments[0].id, amount, reason: 'Came back', idempotencyKey: `at once: ${what}` };
    const refund = async () => (await bank.query(document, { input }, { as: support })).data.refundPayment;
    const results = await Promise.all(Array.from({ length: 20 }, refund));
    for (const result of [...results, await refund()]) expect(result).toEqual(results[0]);
    expect(results[0]).toMatchObject({ __typename: 'RefundMade', refund: { status: 'SUCCEEDED' } });
    expect(await bank.refund(order, '6.00', 'another key')).toMatchObject({ __typename: 'RefundTooLarge' });
  });

  it('tells the ledger what the service that ordered it decided, and is another one with other terms', async () => {
    await bank.authorize({ ord_terms: '10.00' });
    await bank.capture('ord_terms', '10.00');
    const delivery = { amount: '1.50', currency: 'EUR' };
    const terms = { cause: 'RETURN', deliveryAmount: delivery, feeReturned: false };
    const first = await bank.refund('ord_terms', '6.50', 'with terms', terms);
    expect(first).toMatchObject({ __typename: 'RefundMade', refund: { status: 'SUCCEEDED' } });
    expect(await bank.refund('ord_terms', '6.50', 'with terms', terms)).toEqual(first);
    await expect(bank.refund('ord_terms', '6.50', 'with terms', { ...terms, feeReturned: true })).rejects.toThrow(
      'IDEMPOTENCY_MISMATCH',
    );
    await bank.refund('ord_terms', '1.00', 'without terms');
    const told = await bank.told();
    const refunds = told.filter(
      ({ type, data }: Json) => type.endsWith('.refunded') && data.payment.orderId === 'ord_terms',
    );
    expect(refunds.map(({ data }) => data)).toMatchObject([
      { cause: 'RETURN', request: 'with terms', delivery: { amountMinor: '150', currency: 'EUR' }, feeReturned: false },
      { cause: 'OTHER', request: null, delivery: null, feeReturned: null },
    ]);
    expect(await bank.refund('ord_terms', '2.50', 'all that is left')).toMatchObject({ __typename: 'RefundMade' });
    expect(await bank.refund('ord_terms', '0.01', 'once more, after it')).toMatchObject({
      __typename: 'RefundTooLarge',
      refundable: { amount: '0.00' },
    });
  });

  it.each([
    [{ amount: '1.01', currency: 'EUR' }, 'deliveryAmount.amount'],
    [{ amount: '1.00', currency: 'USD' }, 'deliveryAmount.currency'],
    [{ amount: '-0.01', currency: 'EUR' }, 'deliveryAmount.amount'],
  ])('whose delivery is %j of 1.00 EUR is a mistake', async (deliveryAmount, field) => {
    await bank.authorize({ ord_delivery: '10.00' });
    const input = { orderId: 'ord_delivery', amount: { amount: '1.00', currency: 'EUR' }, deliveryAmount };
    const { errors } = await bank.asOrders(documents.refund, {
      input: { ...input, reason: 'Came back', idempotencyKey: 'delivery of it' },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('of more minor units than 32 bits hold is refused like any that is too large', async () => {
    await bank.authorize({ ord_r8: '10.00' });
    await bank.capture('ord_r8', '10.00');
    expect(await bank.refund('ord_r8', '9999999999.99')).toMatchObject({ __typename: 'RefundTooLarge' });
  });

  it('of nothing is refused, also while a refund of everything is pending', async () => {
    const { payments } = await bank.authorize({ ord_r7: '10.00' }, { token: 'pm_card_pendingRefund' });
    await bank.capture('ord_r7', '10.00');
    expect(await bank.refund('ord_r7', '10.00')).toMatchObject({ refund: { status: 'PENDING' } });
    const document = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) {
      __typename ... on RefundTooLarge { refundable { amount } pending { amount } } } }`;
    const input = { paymentId: payments[0].id, reason: 'Once more', idempotencyKey: 'of nothing at all' };
    const { data } = await bank.query(document, { input }, { as: support });
    expect(data.refundPayment).toEqual({
      __typename: 'RefundTooLarge',
      refundable: { amount: '0.00' },
      pending: { amount: '10.00' },
    });
    const taken = { ...input, idempotencyKey: 'case:ret_of_somebody' };
    const { errors } = await bank.query(document, { input: taken }, { as: support });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'idempotencyKey' });
  });

  it('that cannot be charged is refused: in a currency with three decimals it ends in 0', async () => {
    const charged = { orderId: 'ord_r9', sellerId: 'slr_1', amount: '10.000', currency: 'KWD' };
    const { payments } = await bank.authorize({}, { payments: [charged] });
    const document = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename } }`;
    const refund = async (amount: string) => {
      const input = { paymentId: payments[0].id, amount: { amount, currency: 'KWD' }, reason: 'Came back' };
      return bank.query(document, { input: { ...input, idempotencyKey: `dinars ${amount}` } }, { as: support });
    };
    const { errors } = await refund('1.235');
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'amount' });
    expect((await refund('1.230')).errors).toBeUndefined();
  });
});
