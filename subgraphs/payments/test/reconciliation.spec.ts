import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, type Bank, type Json, openBank, support } from './bank.ts';

const document = `query ($date: String!, $first: Int, $after: String) { reconciliation(date: $date) { date providers { provider status
  reason final complete ranAt breakCount totals { currency authorized { ours { amount } theirs { amount } }
    captured { ours { amount } theirs { amount } } refunded { ours { amount } theirs { amount } } }
  breaks(first: $first, after: $after) { nodes { stage kind providerRef payment { id } refundId ours { amount } theirs { amount } }
    pageInfo { hasNextPage endCursor } } } } }`;

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const today = () => dayOf(new Date());

const reader = (bank: Bank) =>
  async function read(date: string, page: object = { first: 100 }): Promise<Json> {
    const { data, errors } = await bank.query(document, { date, ...page }, { as: admin });
    if (errors) throw new Error(JSON.stringify(errors));
    const [payment3p, stripe] = data.reconciliation.providers;
    return { payment3p, stripe };
  };

describe('a day without discrepancies', () => {
  let bank: Bank;
  beforeAll(async () => {
    bank = await openBank();
  });
  afterAll(() => bank.close());

  it('has the same totals on both sides, by currency', async () => {
    await bank.authorize({ ord_r1: '20.00', ord_r2: '30.00', ord_r3: '5.00' });
    await bank.capture('ord_r1', '20.00');
    await bank.capture('ord_r2', '12.50');
    await bank.refund('ord_r1', '4.00');
    await bank.void('ord_r3');
    await bank.authorize({ ord_declined: '9.00' }, { token: 'pm_card_chargeDeclined' });
    const isk = [{ orderId: 'ord_isk', sellerId: 'slr_x', amount: '4990', currency: 'ISK' }];
    await bank.authorize({}, { payments: isk, checkoutId: 'chk_isk' });
    await bank.authorize({ ord_p3: '7.00' }, { method: 'PAYMENT_3P', token: '1234567890123456' });
    const { stripe, payment3p } = await reader(bank)(today());
    const both = (amount: string) => ({ ours: { amount }, theirs: { amount } });
    expect(stripe).toMatchObject({ status: 'DONE', reason: null, complete: true, final: false, breakCount: 0 });
    expect(stripe.totals).toEqual([
      { currency: 'EUR', authorized: both('55.00'), captured: both('32.50'), refunded: both('4.00') },
      { currency: 'ISK', authorized: both('4990'), captured: both('0'), refunded: both('0') },
    ]);
    expect(payment3p).toMatchObject({ status: 'NOT_COMPARABLE', breakCount: 0 });
    expect(payment3p.totals).toMatchObject([
      { currency: 'EUR', authorized: { ours: { amount: '7.00' }, theirs: null } },
    ]);
  });

  it('has no discrepancies after a new authorisation of an expired payment', async () => {
    const buyer = { kind: 'user', id: 'usr_buyer', roles: ['CUSTOMER'], sessionId: 'ses' } as const;
    const token = await bank.saveCard(buyer);
    await bank.authorize({ ord_e: '10.00' }, { token });
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_e')).id}/expire`);
    await bank.untilStatus('ord_e', 'EXPIRED');
    await bank.reauthorize('ord_e', '10.00');
    expect((await reader(bank)(today())).stripe).toMatchObject({ breakCount: 0 });
  });
});

describe('a day with discrepancies', () => {
  let bank: Bank;
  let read: ReturnType<typeof reader>;
  const kinds = async () =>
    (await read(today())).stripe.breaks.nodes.map(({ stage, kind }: Json) => `${stage} ${kind}`).toSorted();
  beforeAll(async () => {
    bank = await openBank();
    read = reader(bank);
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
  });
  afterAll(() => bank.close());

  it('lists a capture at the provider whose webhook was lost', async () => {
    await bank.authorize({ ord_b1: '20.00' });
    const { id } = await bank.intent('ord_b1');
    await bank.sdk().paymentIntents.capture(id);
    const { stripe } = await read(today());
    expect(stripe.breaks.nodes).toEqual([
      {
        stage: 'CAPTURED',
        kind: 'NOT_RECORDED_HERE',
        providerRef: id,
        payment: { id: (await bank.row('ord_b1')).id },
        refundId: null,
        ours: { amount: '0.00' },
        theirs: { amount: '20.00' },
      },
    ]);
    expect(stripe.totals[0].captured).toEqual({ ours: { amount: '0.00' }, theirs: { amount: '20.00' } });
  });

  it('lists unknown payments, other amounts, missing payments, and refunds made outside Soko', async () => {
    const stripe = bank.sdk();
    const stranger = { amount: 700, currency: 'eur', payment_method: 'pm_card_visa', payment_method_types: ['card'] };
    await stripe.paymentIntents.create({ ...stranger, confirm: true, capture_method: 'manual' });
    await bank.authorize({ ord_b2: '20.00', ord_b3: '20.00', ord_b4: '20.00' });
    for (const order of ['ord_b2', 'ord_b3']) await bank.capture(order, '20.00');
    await bank.pool.query(`UPDATE payment SET captured_minor = 1900 WHERE order_id = 'ord_b2'`);
    await bank.pool.query(`UPDATE payment SET provider_ref = 'pi_nowhere' WHERE order_id = 'ord_b4'`);
    await stripe.refunds.create({ payment_intent: (await bank.intent('ord_b3')).id, amount: 300 });
    expect(await kinds()).toEqual([
      'AUTHORIZED MISSING_AT_PROVIDER',
      'AUTHORIZED UNKNOWN_HERE',
      'AUTHORIZED UNKNOWN_HERE',
      'CAPTURED AMOUNT_DIFFERS',
      'CAPTURED NOT_RECORDED_HERE',
      'REFUNDED UNKNOWN_HERE',
    ]);
  });

  it('is computed again on each request until it has ended, without corrected discrepancies', async () => {
    await bank.pool.query(`UPDATE payment SET captured_minor = 2000 WHERE order_id = 'ord_b2'`);
    expect(await kinds()).not.toContain('CAPTURED AMOUNT_DIFFERS');
    const [{ n }] = (await bank.pool.query('SELECT count(*)::int AS n FROM reconciliation_break')).rows as [Json];
    expect(n).toBe(5);
  });

  it('is read page by page', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { breaks }: Json = (await read(today(), { first: 2, after })).stripe;
      seen.push(...breaks.nodes.map(({ stage, providerRef }: Json) => `${stage} ${providerRef}`));
      if (!breaks.pageInfo.hasNextPage) break;
      after = breaks.pageInfo.endCursor;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });
});

describe('a day that has ended', () => {
  let bank: Bank;
  let read: ReturnType<typeof reader>;
  const past = () => dayOf(new Date(Date.now() - 3 * 86_400_000));
  beforeAll(async () => {
    bank = await openBank();
    read = reader(bank);
  });
  afterAll(() => bank.close());

  it('keeps its first result', async () => {
    const first = (await read(past())).stripe;
    expect(first).toMatchObject({ status: 'DONE', final: true, totals: [], breakCount: 0 });
    expect((await read(past())).stripe.ranAt).toBe(first.ranAt);
  });

  it('is read in several pages of the provider', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const stripe = bank.sdk();
    const one = { amount: 100, currency: 'eur', payment_method: 'pm_card_visa', payment_method_types: ['card'] };
    for (let count = 0; count < 210; count += 42) {
      const batch = Array.from({ length: 42 }, () =>
        stripe.paymentIntents.create({ ...one, confirm: true, capture_method: 'manual' }),
      );
      await Promise.all(batch);
    }
    const found = (await read(today())).stripe;
    expect(found).toMatchObject({ breakCount: 210, complete: true });
    expect(found.totals[0].authorized.theirs).toEqual({ amount: '210.00' });
    const { data } = await bank.stripe('GET', 'requests');
    expect(data.filter(({ call }: Json) => call === 'GET /v1/charges').length).toBeGreaterThanOrEqual(3);
  });

  it('is PENDING while the provider does not respond, and is computed afterwards', async () => {
    const date = dayOf(new Date(Date.now() - 4 * 86_400_000));
    await bank.stripe('POST', 'faults', { match: 'GET /v1/charges', status: 503, times: 3 });
    const waiting = (await read(date)).stripe;
    expect(waiting).toMatchObject({ status: 'PENDING', reason: 'The provider is not responding.', totals: [] });
    await bank.untilFast('it is computed', async () => (await read(date)).stripe.status === 'DONE');
  });

  it.each(['2026-02-30', 'yesterday', '2019-12-31', dayOf(new Date(Date.now() + 3 * 86_400_000))])(
    'is not %s',
    async (date) => {
      const { errors } = await bank.query(document, { date }, { as: admin });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'date' });
    },
  );

  it('is for administrators', async () => {
    const { errors } = await bank.query(document, { date: past() }, { as: support });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
