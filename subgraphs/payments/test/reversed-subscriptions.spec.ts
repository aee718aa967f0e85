import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { admin, type Bank, type Json, openBank } from './bank.ts';
import { subscribersOf } from './subscribers.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());
afterEach(() => bank.stripe('PATCH', 'webhooks', { dropTypes: [], duplicates: 0, reorder: 0 }));

const { inputFor, start, end, look, untilStatus, invoicesOf, atStripe, toldOf, movedEuros } = subscribersOf(() => bank);

/** Starts one that is paid. Returns it with the payment of its first month. */
async function startPaid(reference: string, token?: string): Promise<{ id: string; intent: string }> {
  const { id } = await start(await inputFor(reference, token));
  await untilStatus(id, 'ACTIVE');
  const [invoice] = await invoicesOf(id);
  return { id, intent: invoice!.payment_ref };
}

const movedPaid = (): Promise<number> => movedEuros('paid');

/** What was published about refunds and disputes. */
const reversedOf = async (id: string): Promise<string[]> =>
  (await toldOf(id))
    .filter(({ type }) => type.endsWith('.reversed'))
    .map(({ data }) => `${data.kind} ${data.status} ${data.amount.amountMinor} fee ${data.fee?.amountMinor ?? 0}`);

const untilReversed = (id: string, expected: readonly string[]) =>
  until(`${id} has ${expected.join(', ')}`, async () => String(await reversedOf(id)) === String(expected));

async function openDispute(intent: string): Promise<string> {
  const [charge] = (await bank.sdk().charges.list({ payment_intent: intent })).data;
  await bank.stripe('POST', `charges/${charge!.id}/dispute`, { reason: 'fraudulent' });
  return (await bank.sdk().disputes.list({ payment_intent: intent })).data[0]!.id;
}

describe('a monthly payment that is refunded at Stripe', () => {
  it('in part is booked, and goes on', async () => {
    const { id, intent } = await startPaid('sto_part');
    const before = await movedPaid();
    // Webhooks come twice, late and in any order.
    await bank.stripe('PATCH', 'webhooks', { duplicates: 99, reorder: 2 });
    await bank.sdk().refunds.create({ payment_intent: intent, amount: 900 });
    await bank.sdk().refunds.create({ payment_intent: intent, amount: 500 });
    await until('both are published', async () => (await reversedOf(id)).length === 2);
    await bank.stripe('PATCH', 'webhooks', { duplicates: 0, reorder: 0 });
    expect((await reversedOf(id)).toSorted()).toEqual(['REFUND REFUNDED 500 fee 0', 'REFUND REFUNDED 900 fee 0']);
    expect(await look(id)).toMatchObject({ status: 'ACTIVE', endsWithPeriod: false });
    expect(await movedPaid()).toBe(before + 14);
    await end(id, 'NOW');
  });

  it('as a whole ends, and charges no further month', async () => {
    const { id, intent } = await startPaid('sto_whole');
    await bank.sdk().refunds.create({ payment_intent: intent, amount: 1_000 });
    await bank.sdk().refunds.create({ payment_intent: intent });
    await untilStatus(id, 'ENDED');
    expect((await atStripe('sto_whole')).map(({ status }) => status)).toEqual(['canceled']);
    expect((await toldOf(id)).at(-1)).toMatchObject({
      type: 'payments.subscription.changed',
      data: { status: 'ENDED' },
    });
  });

  it('is published again when the refund fails, also after the end', async () => {
    const { id, intent } = await startPaid('sto_fails', 'pm_card_refundFail');
    const before = await movedPaid();
    const { id: refund } = await bank.sdk().refunds.create({ payment_intent: intent });
    await untilStatus(id, 'ENDED');
    await bank.stripe('POST', `refunds/${refund}/fail`, {});
    await untilReversed(id, ['REFUND REFUNDED 2900 fee 0', 'REFUND FAILED 2900 fee 0']);
    expect(await movedPaid()).toBe(before);
  });
});

describe('a monthly payment that is disputed at the bank', () => {
  it('ends, and is booked when the dispute is lost', async () => {
    const { id, intent } = await startPaid('sto_disputed');
    const before = await movedPaid();
    const dispute = await openDispute(intent);
    await untilStatus(id, 'ENDED');
    expect((await atStripe('sto_disputed')).map(({ status }) => status)).toEqual(['canceled']);
    expect(await movedPaid()).toBe(before + 15);
    await bank.stripe('POST', `disputes/${dispute}/lose`);
    await untilReversed(id, ['DISPUTE OPEN 2900 fee 1500', 'DISPUTE LOST 2900 fee 1500']);
    expect(await movedPaid()).toBe(before + 44);
  });

  it('goes on while the bank only inquires', async () => {
    const { id, intent } = await startPaid('sto_inquiry');
    const [charge] = (await bank.sdk().charges.list({ payment_intent: intent })).data;
    const before = await movedPaid();
    await bank.stripe('POST', `charges/${charge!.id}/dispute`, { isInquiry: true });
    await until('the inquiry was heard of', async () => {
      const { rows } = await bank.pool.query(
        `SELECT FROM provider_event WHERE type = 'charge.dispute.created' AND processed_at IS NOT NULL
          AND payload::text LIKE '%' || $1 || '%'`,
        [intent],
      );
      return rows.length > 0;
    });
    expect(await reversedOf(id)).toEqual([]);
    expect(await look(id)).toMatchObject({ status: 'ACTIVE', endsWithPeriod: false });
    expect(await movedPaid()).toBe(before);
    await end(id, 'NOW');
  });

  it('keeps its money when the dispute is won, and stays ended', async () => {
    const { id, intent } = await startPaid('sto_won');
    const before = await movedPaid();
    const dispute = await openDispute(intent);
    await untilStatus(id, 'ENDED');
    await bank.stripe('POST', `disputes/${dispute}/win`);
    await untilReversed(id, ['DISPUTE OPEN 2900 fee 1500', 'DISPUTE WON 2900 fee 1500']);
    expect(await movedPaid()).toBe(before + 15);
    expect(await look(id)).toMatchObject({ status: 'ENDED' });
  });
});

it('refunds of monthly payments are in the reconciliation with Stripe', async () => {
  const { id, intent } = await startPaid('sto_reconciled_refund');
  const { created } = await bank.sdk().refunds.create({ payment_intent: intent, amount: 700 });
  await until('it is published', async () => (await reversedOf(id)).length === 1);
  const query = `query ($date: String!) { reconciliation(date: $date) { providers { provider status breakCount
    breaks { nodes { stage kind providerRef } } } } }`;
  const date = new Date(created * 1_000).toISOString().slice(0, 10);
  const { data } = await bank.query(query, { date }, { as: admin });
  const stripe = data.reconciliation.providers.find(({ provider }: Json) => provider === 'STRIPE');
  expect(stripe).toMatchObject({ status: 'DONE', breakCount: 0 });
});
