import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person } from '@soko/testing';
import { registerMpesaUrls } from '../mpesa-urls.ts';
import { invariants } from '../store/invariants.ts';
import { ordersByMpesa } from './orders-by-mpesa.ts';
import { callbackToken, type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill({ WALLET_ADJUSTMENT_REVIEW_ABOVE: '200', WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY: '100000' });
  await registerMpesaUrls(till.env);
});
afterAll(() => till.close());

const [admin, other] = [person('usr_admin', 'ADMIN'), person('usr_other_admin', 'ADMIN')];
const orders = ordersByMpesa(() => till, '44');

async function mutate(mutation: string, input: object, as: Viewer = admin): Promise<Json> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const possible = mutation === 'resolveUnmatchedFunds' ? '... on ResolutionNotPossible { possible }' : '';
  const text = `mutation ($input: ${type}) { result: ${mutation}(input: $input) { __typename
    ... on UnmatchedFunds { status decisions { id status } } ${possible} ... on UserError { code } } }`;
  const { data, errors } = await till.query(text, { input }, { as });
  return errors?.[0] === undefined ? data['result'] : errors[0].extensions;
}

const resolve = (unmatchedFundsId: string, resolution: string, more: object = {}): Promise<Json> =>
  mutate('resolveUnmatchedFunds', {
    idempotencyKey: newId('req'),
    unmatchedFundsId,
    resolution,
    reason: 'The statement of M-Pesa says so',
    ...more,
  });
const toJane = { walletId: 'wal_jane_KES' };

const keptAbout = async (id: string): Promise<Json[]> =>
  (await till.unmatched()).filter(({ about_id: about }) => about === id);

/** The only row about a collection or disbursement. */
const untilKept = (id: string): Promise<Json> =>
  till.untilFast('a difference is kept', async () => (await keptAbout(id))[0]);

const untilStatus = (id: string, status: string, failed = 0): Promise<unknown> =>
  till.untilFast(`the funds are ${status} after ${failed} failures`, async () => {
    const text = `SELECT FROM unmatched_funds u WHERE id = $1 AND status = $2
      AND (SELECT count(*) FROM funds_decision f WHERE f.unmatched_id = u.id AND f.status = 'FAILED') = $3`;
    return (await till.pool.query(text, [id, status, failed])).rowCount === 1;
  });

/** What payments tells the ledger of M-Pesa: what arrived without what left, in shillings. */
async function netMoved(): Promise<number> {
  const text = `query ($until: DateTime!) { fundsMoved(until: $until) { method received { amount } paid { amount } } }`;
  const { data } = await till.asWallets(text, { until: new Date(Date.now() + 864e5 * 30).toISOString() });
  const mpesa = data['fundsMoved'].find(({ method }: Json) => method === 'MPESA');
  return Number(mpesa?.received.amount ?? 0) - Number(mpesa?.paid.amount ?? 0);
}

/** What M-Pesa itself has moved. */
async function movedAtMpesa(): Promise<number> {
  const { data } = await till.admin('GET', 'transactions');
  return data.reduce(
    (sum: number, { kind, amount }: Json) => sum + (kind === 'STK' || kind === 'C2B' ? amount : -amount),
    0,
  );
}

async function broken(): Promise<string[]> {
  const found = await checkInvariants(till.pool, invariants, { since: new Date(0), settled: new Date(0) });
  return found.filter((each) => each.broken.length > 0).map(({ invariant }) => invariant.name);
}

/** Adds a second report about a payout, as the answer to a question about it. */
async function tellStatus(begun: Json, shillings: number, receipt: string): Promise<void> {
  const parameters = {
    TransactionStatus: 'Completed',
    Amount: `${shillings}.00`,
    ReceiptNo: receipt,
    OriginatorConversationID: begun.id,
  };
  const Result = {
    ResultType: 0,
    ResultCode: 0,
    ResultDesc: 'x',
    OriginatorConversationID: 'question',
    ConversationID: `AG_question_${receipt}_${shillings}`,
    TransactionID: receipt,
    ResultParameters: { ResultParameter: Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })) },
  };
  expect(await till.post(`/webhooks/mpesa/${callbackToken}/status/${begun.id}`, { Result })).toBe(200);
  await untilProcessed(begun.id);
}

const untilProcessed = (about: string): Promise<unknown> =>
  till.untilFast('all reports are processed', async () => {
    const open = 'SELECT FROM provider_event WHERE object_ref = $1 AND processed_at IS NULL';
    return (await till.pool.query(open, [about])).rowCount === 0;
  });

/** A withdrawal of 500 shillings of which M-Pesa pays one less or one more. */
async function paidOut(reference: string, phone: string): Promise<{ begun: Json; kept: Json; receipt: string }> {
  const begun = await till.disburse(reference, phone);
  await till.advance(3_000);
  const { receipt } = await till.untilDisbursement(reference, 'SUCCEEDED');
  return { begun, kept: await untilKept(begun.id), receipt };
}

/** What another administrator makes of a decision, and the number of SQL statements until it is saved. */
async function decided(verb: 'approve' | 'reject', decision: object): Promise<{ status: string; committed: number }> {
  const { result, texts } = await till.statements(() => mutate(`${verb}FundsDecision`, decision, other));
  return { status: result.status, committed: texts.indexOf('COMMIT') + 1 };
}

describe('a payout of another amount', () => {
  it('of less gives the rest to a wallet once M-Pesa has said so, however often it is reported', async () => {
    const { begun, kept, receipt } = await paidOut('wdr_less', '+254744100111');
    expect(kept).toMatchObject({ reason: 'paid_differently', amount_minor: '100', receipt });
    await tellStatus(begun, 499, receipt);
    expect(await keptAbout(begun.id)).toHaveLength(1);
    expect(await resolve(kept.id, 'RETURN')).toMatchObject({
      code: 'RESOLUTION_NOT_POSSIBLE',
      possible: ['WALLET', 'WRITE_OFF', 'DISMISS'],
    });
    const before = (await netMoved()) - (await movedAtMpesa());
    expect(await resolve(kept.id, 'WALLET', toJane)).toMatchObject({ status: 'DECIDING' });
    await untilStatus(kept.id, 'RESOLVED');
    // One shilling less than was booked has left.
    expect([before, (await netMoved()) - (await movedAtMpesa())]).toEqual([-1, 0]);
    expect(await broken()).toEqual([]);
  });

  it('of more is borne by Soko, and is no money for anybody', async () => {
    const { kept, receipt } = await paidOut('wdr_more', '+254744101112');
    expect(kept).toMatchObject({ reason: 'paid_differently', amount_minor: '-100', receipt });
    expect(await resolve(kept.id, 'WALLET', toJane)).toMatchObject({ possible: ['WRITE_OFF', 'DISMISS'] });
    expect(await resolve(kept.id, 'WRITE_OFF')).toMatchObject({ status: 'DECIDING' });
    await untilStatus(kept.id, 'RESOLVED');
    expect((await netMoved()) - (await movedAtMpesa())).toBe(0);
    expect(await broken()).toEqual([]);
  });

  it('that M-Pesa does not bear out changes nothing; one of much needs two administrators', async () => {
    await till.disburse('wdr_forged', '+254744102555');
    await till.advance(3_000);
    const { id, receipt } = await till.untilDisbursement('wdr_forged', 'SUCCEEDED');
    const before = await netMoved();
    await tellStatus({ id }, 200, receipt);
    const kept = await untilKept(id);
    const proposed = await resolve(kept.id, 'WALLET', toJane);
    expect(proposed.decisions).toMatchObject([{ status: 'PROPOSED' }]);
    const decision = { decisionId: proposed.decisions[0].id };
    expect(await mutate('approveFundsDecision', decision)).toMatchObject({ code: 'OWN_DECISION' });
    expect(await decided('approve', decision)).toEqual({ status: 'DECIDING', committed: 6 });
    await untilStatus(kept.id, 'OPEN', 1);
    const { decisions } = await resolve(kept.id, 'DISMISS');
    expect(decisions).toMatchObject([{}, { status: 'PROPOSED' }]);
    expect(await decided('reject', { decisionId: decisions[1].id })).toEqual({ status: 'OPEN', committed: 7 });
    expect(await netMoved()).toBe(before);
    expect(await broken()).toEqual([]);
  });
});

/** A callback of the prompt on a phone. */
async function tellPrompt(phone: string, shillings: number, receipt: string): Promise<string> {
  const { data } = await till.admin('GET', 'pushes');
  const { id, callbackUrl } = data.find(({ msisdn }: Json) => msisdn === phone.slice(1));
  const Item = [
    { Name: 'Amount', Value: shillings },
    { Name: 'MpesaReceiptNumber', Value: receipt },
  ];
  const stkCallback = { CheckoutRequestID: id, ResultCode: 0, CallbackMetadata: { Item } };
  const about = callbackUrl.split('/').at(-1);
  await till.post(`/webhooks/mpesa/${callbackToken}/stk/${about}`, { Body: { stkCallback } });
  await untilProcessed(about);
  return about;
}

describe('money of a prompt', () => {
  it('that is reported again with more is booked by nobody unless M-Pesa has it', async () => {
    const phone = '+254744103555';
    await till.collect('dep_told_twice', phone);
    await till.advance(4_000);
    const { receipt } = await till.untilCollection('dep_told_twice', 'SUCCEEDED');
    const before = await netMoved();
    const about = await tellPrompt(phone, 130, receipt);
    const kept = await untilKept(about);
    expect(kept).toMatchObject({ reason: 'amount_differs', amount_minor: '3000', receipt });
    for (const [failed, resolution, more] of [
      [1, 'WRITE_OFF', {}],
      [2, 'WALLET', toJane],
    ] as const) {
      expect(await resolve(kept.id, resolution, more)).toMatchObject({ status: 'DECIDING' });
      await untilStatus(kept.id, 'OPEN', failed);
    }
    expect(await netMoved()).toBe(before);
    expect(await resolve(kept.id, 'DISMISS')).toMatchObject({ status: 'RESOLVED' });
    expect(await broken()).toEqual([]);
  });

  it('that cannot be returned is left to people, and so is what is reported of it later', async () => {
    // Payouts to this phone fail.
    const payer = orders.phone('001');
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: payer.slice(1), scenario: 'no-callback' });
    await orders.authorize({ ord_left: '120.00' }, payer);
    await orders.voidOrder('ord_left');
    await till.advance(34_000);
    const { id } = await till.untilCollection('chk_ord_left', 'SUCCEEDED');
    const failures = async (count: number): Promise<void> => {
      await till.untilFast(`${count} returns have failed`, async () => {
        const failed = `SELECT FROM disbursement WHERE collection_id = $1 AND status = 'FAILED'`;
        return (await till.pool.query(failed, [id])).rowCount === count;
      });
    };
    const failFiveTimes = async (earlier: number): Promise<Json> => {
      for (const [index, pauseMs] of [3_000, 60_000, 600_000, 3_600_000, 21_600_000].entries()) {
        await till.advance(pauseMs);
        await failures(earlier + index + 1);
      }
      await till.advance(86_400_000);
      const rows = earlier === 0 ? 1 : 2;
      return till.untilFast('it is kept for people', async () => {
        const found = await keptAbout(id);
        return found.length === rows && found[rows - 1];
      });
    };
    const first = await failFiveTimes(0);
    expect(first).toMatchObject({ kind: 'return', reason: 'not_returned', amount_minor: '12000' });
    expect(await resolve(first.id, 'WALLET', toJane)).toMatchObject({ status: 'RESOLVED' });
    await tellPrompt(payer, 170, 'LEFTMORE00');
    const second = await failFiveTimes(5);
    expect(second).toMatchObject({ kind: 'return', reason: 'not_returned', amount_minor: '5000' });
    expect(await resolve(second.id, 'WRITE_OFF')).toMatchObject({ status: 'RESOLVED' });
    expect(await orders.returnsTo(payer)).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  it('that comes twice to the paybill number is kept once', async () => {
    const begun = await till.collect('dep_twice', '+254744104037');
    await till.admin('PATCH', 'webhooks', { dropTypes: ['status'] });
    const reference = begun.id.slice(-12).toUpperCase();
    const pay = () => till.admin('POST', 'c2b', { amount: 100, msisdn: '254712345678', reference });
    const receipts = [(await pay()).receipt, (await pay()).receipt];
    await till.admin('PATCH', 'webhooks', { dropTypes: [] });
    await till.untilCollection('dep_twice', 'SUCCEEDED');
    for (const receipt of receipts) await untilProcessed(`c2b-${receipt}`);
    const kept = (await till.unmatched()).filter(({ receipt }) => receipts.includes(receipt));
    expect(kept).toHaveLength(1);
  });
});
