import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person, until } from '@soko/testing';
import { registerMpesaUrls } from '../mpesa-urls.ts';
import { invariants } from '../store/invariants.ts';
import { callbackToken, type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill({ WALLET_ADJUSTMENT_REVIEW_ABOVE: '100', WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY: '100000' });
  await registerMpesaUrls(till.env);
});
afterAll(() => till.close());

const [admin, other] = [person('usr_admin', 'ADMIN'), person('usr_other_admin', 'ADMIN')];
const reason = 'The receipt shows who has paid it';

let phones = 100;
const phone = (digits: string): string => `+254741${(phones += 1)}${digits}`;

const fields = `id status possibleResolutions amount { amount }
  decisions { id resolution status failure reason proposedBy decidedBy walletId depositId }`;

async function mutate(mutation: string, input: object, as: Viewer): Promise<Json> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const text = `mutation ($input: ${type}) { result: ${mutation}(input: $input) { __typename
    ... on UnmatchedFunds { ${fields} } ... on UserError { code message } } }`;
  const { data, errors } = await till.query(text, { input }, { as });
  return errors?.[0] === undefined ? data['result'] : errors[0].extensions;
}

const resolve = (unmatchedFundsId: string, resolution: string, more: object = {}, as: Viewer = admin): Promise<Json> =>
  mutate('resolveUnmatchedFunds', { idempotencyKey: newId('req'), unmatchedFundsId, resolution, reason, ...more }, as);
const approve = (decisionId: string, as: Viewer = other): Promise<Json> =>
  mutate('approveFundsDecision', { decisionId }, as);
const reject = (decisionId: string, as: Viewer = other): Promise<Json> =>
  mutate('rejectFundsDecision', { decisionId }, as);

async function look(id: string): Promise<Json> {
  const text = `{ unmatchedFunds(first: 100) { nodes { id status decisions { id status resolution failure reason } } } }`;
  const { data } = await till.query(text, {}, { as: admin });
  return data['unmatchedFunds'].nodes.find((each: Json) => each.id === id);
}

const untilStatus = (id: string, status: string): Promise<Json> =>
  till.untilFast(`the funds are ${status}`, async () => {
    const found = await look(id);
    return found?.status === status && found;
  });

const account = ({ id }: Json): string => id.slice(-12).toUpperCase();

let deposits = 0;

/** Shillings that M-Pesa has, and that nobody asked for: a deposit was paid twice. Returns the second payment. */
async function paidTwice(amount = 100): Promise<{ id: string; receipt: string }> {
  const reference = `dep_twice_${(deposits += 1)}`;
  const begun = await till.collect(reference, phone('037'), { amount: { amount: `${amount}.00`, currency: 'KES' } });
  await till.admin('PATCH', 'webhooks', { dropTypes: ['status'] });
  const pay = () => till.admin('POST', 'c2b', { amount, msisdn: '254712345678', reference: account(begun) });
  const receipts = [(await pay()).receipt, (await pay()).receipt];
  expect(receipts).not.toContain(null);
  await till.admin('PATCH', 'webhooks', { dropTypes: [] });
  await till.untilCollection(reference, 'SUCCEEDED');
  return till.untilFast('the second payment is kept', async () =>
    (await till.unmatched()).find(({ receipt }) => receipts.includes(receipt)),
  );
}

/** A callback about money that M-Pesa does not have. */
async function forged(receipt: string, amount = 100): Promise<string> {
  const body = {
    TransID: receipt,
    TransAmount: `${amount}.00`,
    BusinessShortCode: till.mpesa.account.shortCode,
    BillRefNumber: 'NOBODY',
  };
  expect(await till.post(`/webhooks/mpesa/${callbackToken}/c2b-confirmation`, body)).toBe(200);
  const found: Json = await till.untilFast('it is kept', async () =>
    (await till.unmatched()).find((each) => each.receipt === receipt),
  );
  return found.id;
}

const toldOf = async (id: string): Promise<Json[]> =>
  (await till.told())
    .filter(({ subject }) => subject === id)
    .map(({ type, data }: Json) => ({ type: type.slice(type.lastIndexOf('.') + 1), ...data }));

async function moved(): Promise<{ received: number; paid: number }> {
  const text = `query ($until: DateTime!) { fundsMoved(until: $until) { method received { amount } paid { amount } } }`;
  const { data } = await till.asWallets(text, { until: new Date(Date.now() + 864e5 * 30).toISOString() });
  const [mpesa] = data['fundsMoved'].filter(({ method }: Json) => method === 'MPESA');
  return { received: Number(mpesa?.received.amount ?? 0), paid: Number(mpesa?.paid.amount ?? 0) };
}

async function broken(): Promise<string[]> {
  const found = await checkInvariants(till.pool, invariants, { since: new Date(0), settled: new Date(0) });
  return found.filter((each) => each.broken.length > 0).map(({ invariant }) => invariant.name);
}

describe('unmatched funds', () => {
  it('are given to a wallet once M-Pesa says that it has them, once for a key', async () => {
    const { id, receipt } = await paidTwice();
    const before = await moved();
    const idempotencyKey = newId('req');
    const input = { walletId: 'wal_jane_KES', idempotencyKey };
    const [first, again] = await Promise.all([resolve(id, 'WALLET', input), resolve(id, 'WALLET', input)]);
    expect([first.__typename, again.__typename]).toEqual(['UnmatchedFunds', 'UnmatchedFunds']);
    expect(first.decisions).toMatchObject([{ resolution: 'WALLET', proposedBy: 'usr_admin', decidedBy: null }]);
    await untilStatus(id, 'RESOLVED');
    expect(await resolve(id, 'WALLET', input)).toMatchObject({ status: 'RESOLVED' });
    expect(await resolve(id, 'DISMISS')).toMatchObject({ code: 'FUNDS_NOT_OPEN' });
    expect(await resolve(id, 'WALLET', { ...input, walletId: 'wal_john_KES' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(await toldOf(id)).toMatchObject([
      { type: 'kept', funds: { reason: expect.stringMatching(/nothing_asked|credited_differently/), receipt } },
      {
        type: 'resolved',
        resolution: 'WALLET',
        walletId: 'wal_jane_KES',
        ownerId: 'usr_jane',
        decidedBy: 'usr_admin',
        funds: { amount: { amountMinor: '10000', currency: 'KES' }, method: 'MPESA' },
      },
    ]);
    const after = await moved();
    expect([after.received - before.received, after.paid - before.paid]).toEqual([100, 0]);
    expect(await broken()).toEqual([]);
  });

  it('that were forged are given to nobody, and can be dismissed', async () => {
    const before = await moved();
    for (const [receipt, resolution, more] of [
      ['FORGED1001', 'WALLET', { walletId: 'wal_jane_KES' }],
      ['FORGED1002', 'WRITE_OFF', {}],
      ['FORGED1003', 'RETURN', {}],
    ] as const) {
      const id = await forged(receipt);
      expect(await resolve(id, resolution, more)).toMatchObject({ __typename: 'UnmatchedFunds' });
      await till.advance(4_000);
      const open = await till.untilFast('the decision has failed', async () => {
        const found = await look(id);
        return found.status === 'OPEN' && found.decisions[0].status === 'FAILED' && found;
      });
      expect(open).toMatchObject({ status: 'OPEN' });
      expect(open.decisions[0].failure).toEqual(expect.any(String));
      expect(await resolve(id, 'DISMISS')).toMatchObject({ status: 'RESOLVED' });
      expect((await toldOf(id)).map(({ type }) => type)).toEqual(['kept', 'reopened', 'resolved']);
    }
    expect(await moved()).toEqual(before);
    expect(await broken()).toEqual([]);
  });

  it('go back to their payer by a reversal', async () => {
    const { id, receipt } = await paidTwice();
    const before = await moved();
    expect(await resolve(id, 'RETURN')).toMatchObject({ status: 'DECIDING' });
    await till.untilFast('M-Pesa is asked to reverse it', async () => {
      const asked = `SELECT FROM disbursement WHERE reversed_receipt = $1 AND status = 'PENDING'`;
      return (await till.pool.query(asked, [receipt])).rowCount === 1;
    });
    await till.advance(31_000);
    await untilStatus(id, 'RESOLVED');
    const { rows } = await till.pool.query('SELECT status, kind FROM disbursement WHERE reversed_receipt = $1', [
      receipt,
    ]);
    expect(rows).toEqual([{ status: 'SUCCEEDED', kind: 'REVERSAL' }]);
    expect(await moved()).toEqual(before);
    expect(await broken()).toEqual([]);
  });

  it('complete the deposit that they were for', async () => {
    const { id, receipt } = await paidTwice();
    const deposit = await till.collect('dep_paid_otherwise', phone('032'));
    await till.advance(4_000);
    await till.untilCollection('dep_paid_otherwise', 'FAILED');
    const before = await moved();
    await resolve(id, 'DEPOSIT', { depositId: 'dep_paid_otherwise' });
    await untilStatus(id, 'RESOLVED');
    expect(await till.untilCollection('dep_paid_otherwise', 'SUCCEEDED')).toMatchObject({ id: deposit.id, receipt });
    expect((await till.eventsOf('dep_paid_otherwise')).map(({ type }) => type)).toEqual(['failed', 'succeeded']);
    const after = await moved();
    expect(after.received - before.received).toBe(100);
    // A deposit that has its money takes no other.
    const next = await paidTwice();
    await resolve(next.id, 'DEPOSIT', { depositId: 'dep_paid_otherwise' });
    const open = await till.untilFast('the decision has failed', async () => {
      const found = await look(next.id);
      return found.status === 'OPEN' && found.decisions[0].status === 'FAILED' && found;
    });
    expect(open).toMatchObject({ status: 'OPEN' });
    expect(await broken()).toEqual([]);
  });

  it('above the limit wait for another administrator, who decides once', async () => {
    const { id } = await paidTwice(101);
    const asked = await Promise.all(Array.from({ length: 8 }, () => resolve(id, 'WRITE_OFF')));
    expect(asked.filter(({ __typename: name }) => name === 'UnmatchedFunds')).toHaveLength(1);
    expect(asked.filter(({ code }) => code === 'FUNDS_NOT_OPEN')).toHaveLength(7);
    const [{ id: decisionId, status }] = (await look(id)).decisions;
    expect(status).toBe('PROPOSED');
    expect(await approve(decisionId, admin)).toMatchObject({ code: 'OWN_DECISION' });
    const decided = await Promise.all([
      approve(decisionId),
      reject(decisionId, person('usr_third', 'ADMIN')),
      approve(decisionId, person('usr_fourth', 'ADMIN')),
    ]);
    expect(decided.filter(({ __typename: name }) => name === 'UnmatchedFunds')).toHaveLength(1);
    expect(decided.filter(({ code }) => code === 'DECISION_MADE')).toHaveLength(2);
    const wasRejected = decided[1].__typename === 'UnmatchedFunds';
    if (wasRejected) expect(await look(id)).toMatchObject({ status: 'OPEN' });
    else await untilStatus(id, 'RESOLVED');
    expect(await broken()).toEqual([]);
  });

  it('for the wallet of the administrator wait for another one, whatever they are', async () => {
    const { id } = await paidTwice(20);
    const made = await resolve(id, 'WALLET', { walletId: 'wal_other_admin_KES' }, other);
    expect(made.decisions[0]).toMatchObject({ status: 'PROPOSED' });
    expect(await approve(made.decisions[0].id, other)).toMatchObject({ code: 'OWN_DECISION' });
    const forAdmin = await paidTwice(20);
    const proposed = await resolve(forAdmin.id, 'WALLET', { walletId: 'wal_admin_KES' }, admin);
    // Nor may the owner approve what another one has proposed for them.
    expect(await reject(proposed.decisions[0].id)).toMatchObject({ status: 'OPEN' });
    expect(await reject(proposed.decisions[0].id)).toMatchObject({ status: 'OPEN' });
    expect(await approve(proposed.decisions[0].id)).toMatchObject({
      code: 'DECISION_MADE',
      message: expect.any(String),
    });
    expect(await approve(made.decisions[0].id, admin)).toMatchObject({ __typename: 'UnmatchedFunds' });
    expect(await approve(made.decisions[0].id, admin)).toMatchObject({ __typename: 'UnmatchedFunds' });
    await untilStatus(id, 'RESOLVED');
    const trail = {
      correlationId: 'cor_spec',
      causationId: null,
      actor: { kind: 'service', id: 'users' },
      now: () => new Date(),
    };
    const erased = newEvent(usersUser, 'erased', { subject: 'usr_other_admin', sequence: 9, data: {} }, trail as never);
    await till.bus.publish(usersUser.name, [erased]);
    await until('the reason is forgotten', async () => (await look(id)).decisions[0].reason === null);
    expect((await look(forAdmin.id)).decisions[0].reason).toBe(reason);
  });

  it('are booked once when two reports tell of one receipt, or a deposit has it', async () => {
    const { id, receipt } = await paidTwice();
    const body = {
      TransID: receipt,
      TransAmount: '100.00',
      BusinessShortCode: till.mpesa.account.shortCode,
      BillRefNumber: 'NOBODY',
    };
    await till.post(`/webhooks/mpesa/${callbackToken}/c2b-confirmation`, { ...body, BillRefNumber: 'SOMEBODY' });
    const reports: Json[] = await till.untilFast('it is reported again', async () => {
      const all = (await till.unmatched()).filter((each) => each.receipt === receipt);
      return all.length > 1 && all;
    });
    const wallet = { walletId: 'wal_jane_KES' };
    const asked: Json[] = await Promise.all(reports.map((each) => resolve(each.id, 'WALLET', wallet)));
    expect(asked.filter(({ __typename: name }) => name === 'UnmatchedFunds')).toHaveLength(1);
    expect(asked.filter(({ code }) => code === 'RESOLUTION_NOT_POSSIBLE')).toHaveLength(reports.length - 1);
    const taken = asked.find(({ __typename: name }) => name === 'UnmatchedFunds');
    await untilStatus(taken.id, 'RESOLVED');
    // A forged report of money that a deposit has: it could be paid back a second time.
    const begun = await till.collect('dep_with_receipt', phone('037'));
    const { receipt: credited } = await till.admin('POST', 'c2b', {
      amount: 100,
      msisdn: '254712345678',
      reference: account(begun),
    });
    await till.untilCollection('dep_with_receipt', 'SUCCEEDED');
    const forgedId = await forged(credited, 1);
    expect(await resolve(forgedId, 'RETURN')).toMatchObject({ code: 'RESOLUTION_NOT_POSSIBLE' });
    expect(await resolve(forgedId, 'DISMISS')).toMatchObject({ status: 'RESOLVED' });
    expect(id).toMatch(/^umf_/);
  });

  it('are decided about by administrators alone, with what fits', async () => {
    const id = await forged('FORGED1009');
    expect(await resolve(id, 'DISMISS', {}, person('usr_support', 'SUPPORT'))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await resolve(newId('umf'), 'DISMISS')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await resolve(id, 'WALLET')).toMatchObject({ code: 'BAD_USER_INPUT', field: 'walletId' });
    expect(await resolve(id, 'DISMISS', { walletId: 'wal_jane_KES' })).toMatchObject({ field: 'walletId' });
    expect(await resolve(id, 'WALLET', { walletId: 'wal_jane_KES', depositId: 'dep_1' })).toMatchObject({
      field: 'depositId',
    });
    expect(await resolve(id, 'WALLET', { walletId: 'wal_nobody' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await resolve(id, 'DEPOSIT', { depositId: 'dep_nobody' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await resolve(id, 'WALLET', { walletId: 'wal_jane_EUR' })).toMatchObject({ field: 'resolution' });
    expect(await resolve(id, 'DISMISS', { reason: 'short' })).toMatchObject({ field: 'reason' });
    expect(await resolve(id, 'DISMISS', { idempotencyKey: 'short' })).toMatchObject({ field: 'idempotencyKey' });
    expect(await approve(newId('fdc'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await reject('fdc_nonsense')).toMatchObject({ code: 'NOT_FOUND' });
    await till.post(`/webhooks/mpesa/${callbackToken}/stk/col_odd`, '{"not":"ours"}');
    const odd: Json = await till.untilFast('it is kept', async () =>
      (await till.unmatched()).find(({ reason: why }) => why === 'unreadable'),
    );
    expect(await resolve(odd.id, 'WRITE_OFF')).toMatchObject({ code: 'RESOLUTION_NOT_POSSIBLE' });
    expect((await look(id)).decisions).toEqual([]);
    const { data } = await till.query('{ unmatchedFunds(statuses: [DECIDING]) { nodes { id } } }', {}, { as: admin });
    expect(data.unmatchedFunds.nodes).toEqual([]);
  });

  it('are read and decided about with a fixed number of SQL statements', async () => {
    const ids = [await forged('FORGED1010'), await forged('FORGED1011'), await forged('FORGED1012')];
    const text = '{ unmatchedFunds(first: 50) { nodes { id decisions { id } } } }';
    const list = await till.statements(() => till.query(text, {}, { as: admin }));
    expect(list.count).toBe(2);
    const afterwards: number[] = [];
    for (const id of ids) {
      const made = await till.statements(() => resolve(id, 'DISMISS', {}, other));
      const decided = made.texts.indexOf('COMMIT') + 1;
      expect([made.result.status, decided]).toEqual(['RESOLVED', 12]);
      afterwards.push(made.count - decided);
    }
    // Its end is read, and more often while the job of decisions that are due works on the same decision.
    expect(Math.min(...afterwards)).toBeLessThanOrEqual(4);
  });
});
