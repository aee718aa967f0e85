import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { altered } from '@soko/testing/altered';
import { type Json, support } from '../cash/cash-desk.ts';
import { openPayDesk, type PayDesk } from './pay-desk.ts';

let desk: PayDesk;
beforeAll(async () => {
  desk = await openPayDesk();
});
afterAll(() => desk.close());

const ofRun = `... on PayoutRun { id leftOutCount payoutCount totals { amount currency } finishedAt }`;
const ofFile = `... on BankFile { id leftOutCount status paymentCount total { amount } download { url } }`;
const ofNone = `... on NoPayoutsForBank { left: leftOutCount }`;
const run = (input: object = {}): Promise<Json> => desk.by('runPayouts', input, ofRun);
const bankFile = (mutation: string, input: object = {}): Promise<Json> =>
  desk.by(mutation, input, `${ofFile} ${mutation === 'createBankFile' ? ofNone : ''}`);

const returned = (input: object): Promise<Json> =>
  desk.by('markPayoutReturned', input, '... on Payout { status failure { code } }');

const statusesOf = async (sellerId: string): Promise<string[]> =>
  (await desk.payouts(sellerId)).map(({ status }) => status);

const hourly = () => desk.replica({ PAYOUT_EVERY_HOURS: '1' });

describe('a run of payouts', () => {
  it('pays everyone who can be paid, and each once, also when two run at once', async () => {
    const sellers = [
      await desk.seller('MPESA', { earned: 100_050 }),
      await desk.seller('STRIPE', { earned: 2_000 }),
      await desk.seller('STRIPE', { earned: 3_000 }),
    ];
    const [poor, suspended, failed] = [
      await desk.seller('STRIPE', { earned: 499 }),
      await desk.seller('STRIPE', { earned: 5_000 }),
      await desk.seller('STRIPE', { earned: 5_000 }),
    ];
    desk.users.sellers.set(suspended.id, { ...desk.users.sellers.get(suspended.id)!, status: 'SUSPENDED' });
    await desk.disbursement('failed', (await failed.request()).id, { code: 'account_closed' });
    await desk.untilRow('SELECT 1 FROM payout_block WHERE seller_id = $1', [failed.id]);
    const key = newId('req');
    const runs = await Promise.all([run({ idempotencyKey: key }), run({ idempotencyKey: key }), run(), run()]);
    expect(runs.reduce((sum, { payoutCount }) => sum + payoutCount, 0)).toBeGreaterThanOrEqual(3);
    expect(runs[0].id).toBe(runs[1].id);
    for (const seller of sellers) expect(await desk.payouts(seller.id)).toHaveLength(1);
    for (const seller of [poor, suspended]) expect(await desk.payouts(seller.id)).toEqual([]);
    expect(await statusesOf(failed.id)).toEqual(['FAILED']);
    const later = await run();
    expect(later).toMatchObject({ payoutCount: 0, totals: [], finishedAt: expect.any(String) });
    await sellers[1]!.sell(1_000);
    expect(await run({ idempotencyKey: key })).toMatchObject({ id: runs[0].id });
    expect(await desk.payouts(sellers[1]!.id)).toHaveLength(1);
    expect(await run({ currency: 'KES' })).toMatchObject({ payoutCount: 0 });
    expect(await run({ currency: 'EUR' })).toMatchObject({
      payoutCount: 1,
      totals: [{ amount: '10.00', currency: 'EUR' }],
    });
    expect(await run({ currency: 'KES', idempotencyKey: key })).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    const other = person('usr_other_admin', 'ADMIN');
    const ofOther = await desk.mutate(other, 'runPayouts', { idempotencyKey: key }, ofRun);
    expect(ofOther).toMatchObject({ payoutCount: 0 });
    expect(ofOther.id).not.toBe(runs[0].id);
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('leaves out a seller whose method no key opens, and says so', async () => {
    const [broken, other] = [
      await desk.seller('STRIPE', { earned: 1_000 }),
      await desk.seller('STRIPE', { earned: 1_000 }),
    ];
    broken.breakSeal();
    expect(await run()).toMatchObject({ leftOutCount: 1, payoutCount: 1, finishedAt: expect.any(String) });
    expect(await desk.payouts(other.id)).toHaveLength(1);
    expect(await desk.payouts(broken.id)).toEqual([]);
    broken.setMethod('STRIPE');
    expect(await run()).toMatchObject({ leftOutCount: 0, payoutCount: 1 });
  });

  it('that was broken off goes on with its key, and pays nobody twice', async () => {
    const [first, second] = [
      await desk.seller('STRIPE', { earned: 1_000 }),
      await desk.seller('STRIPE', { earned: 1_000 }),
    ];
    const key = newId('req');
    const { id } = await run({ idempotencyKey: key });
    // As if the process had died after the first payout, and the seller had earned more since.
    await desk.pool.query('UPDATE payout_run SET finished_at = NULL WHERE id = $1', [id]);
    await first.sell(2_000);
    const third = await desk.seller('STRIPE', { earned: 1_000 });
    expect(await run({ idempotencyKey: key })).toMatchObject({ id, finishedAt: expect.any(String) });
    for (const seller of [first, second, third]) expect(await desk.payouts(seller.id)).toHaveLength(1);
  });

  it('comes once in each period of the schedule', async () => {
    const seller = await desk.seller('STRIPE', { earned: 1_000 });
    const [one, other] = await Promise.all([hourly(), hourly()]);
    const turn = (process: typeof one) => process.subgraph.runJob('wallets.run-payouts');
    await Promise.all([turn(one), turn(other)]);
    await seller.sell(1_000);
    await turn(one);
    // The hour may have changed meanwhile: one payout in each.
    const runs = await desk.rowsOf(`SELECT run_key FROM payout_run WHERE requested_by = 'schedule'`, []);
    expect(await desk.payouts(seller.id)).toHaveLength(runs.length);
    expect(runs.map(({ run_key }) => run_key.slice(13))).toEqual(runs.map(() => ':00:00.000Z'));
    desk.advance(3_600_000);
    await turn(other);
    expect(await desk.payouts(seller.id)).toHaveLength(2);
  });
});

describe('a refund at the moment of a payout', () => {
  it('never leaves a payout above what was there, in 200 tries', async () => {
    const seller = await desk.seller('STRIPE');
    const sales = [];
    for (let count = 0; count < 20; count += 1) sales.push(await seller.sell(10_000));
    const tries = sales.flatMap((sale) => [
      ...Array.from({ length: 10 }, () => seller.request({ amount: { amount: '90.00', currency: 'EUR' } })),
      sale.refund(5_000),
    ]);
    const outcomes: Json[] = (await Promise.all(tries)).filter(Boolean);
    const payouts = outcomes.filter(({ __typename }) => __typename === 'Payout');
    // A payout that a refund overtakes before its provider is asked ends at once.
    const ended = payouts.filter(({ status }) => status === 'FAILED');
    expect(ended.filter(({ failure }) => failure.code !== 'not_covered')).toEqual([]);
    const made = payouts.length - ended.length;
    await desk.untilRow(
      'SELECT 1 FROM sale WHERE seller_id = $1 HAVING count(*) FILTER (WHERE refunded_minor = 5000) = 20',
      [seller.id],
    );
    // 2,000 before the refunds and 1,000 after them, in payouts of 90.
    expect(made).toBeGreaterThanOrEqual(11);
    expect(made).toBeLessThanOrEqual(22);
    const { available, inPayout } = await seller.balance();
    expect(Number(available)).toBe(1_000 - 90 * made);
    expect(Number(inPayout)).toBe(90 * made);
    const covered =
      'SELECT count(*)::int AS count FROM payout WHERE seller_id = $1 AND amount_minor <= available_minor';
    expect((await desk.rowsOf(covered, [seller.id]))[0].count).toBe(payouts.length);
    expect(await desk.trialBalance()).toBe(0n);
  });
});

describe('a file for the bank', () => {
  it('has no payouts that are not covered any more: the newest end, and the sellers are notified', async () => {
    const seller = await desk.seller('BANK_ACCOUNT', { earned: 1_000 });
    const sale = await seller.sell(4_000);
    const amount = (text: string) => ({ amount: { amount: text, currency: 'EUR' } });
    const [first, second] = [await seller.request(amount('20.00')), await seller.request(amount('25.00'))];
    await sale.payment('charged_back', 0, { amount: { amountMinor: '1500', currency: 'EUR' } });
    await desk.untilRow('SELECT 1 FROM sale WHERE order_id = $1 AND refunded_minor = 1500', [sale.orderId]);
    const file = await bankFile('createBankFile');
    expect(file).toMatchObject({ paymentCount: 1, total: { amount: '20.00' }, leftOutCount: 0 });
    expect(await desk.look(first.id)).toMatchObject({ status: 'PROCESSING', bankFile: { id: file.id } });
    expect(await desk.look(second.id)).toMatchObject({ status: 'FAILED', failure: { code: 'not_covered' } });
    expect(await desk.lastTold(second.id)).toMatchObject({ code: 'not_covered', needsNewMethod: false });
    expect(await seller.balance()).toMatchObject({ available: '15.00', inPayout: '20.00' });
    expect(await seller.request()).toMatchObject({ status: 'SCHEDULED', amount: { amount: '15.00' } });
    await sale.dispute('opened', true);
    await desk.untilRow('SELECT 1 FROM sale_case WHERE order_id = $1', [sale.orderId]);
    expect(await bankFile('createBankFile')).toMatchObject({ code: 'NO_PAYOUTS_FOR_BANK', left: 0 });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('is made without payouts whose method no key opens, and says how many there are', async () => {
    const [broken, other] = [
      await desk.seller('BANK_ACCOUNT', { earned: 1_000 }),
      await desk.seller('BANK_ACCOUNT', { earned: 2_000 }),
    ];
    const waits = await desk.waitingWithoutKey(broken);
    await other.request();
    expect(await bankFile('createBankFile')).toMatchObject({ paymentCount: 1, leftOutCount: 1 });
    const idempotencyKey = newId('req');
    const none = { code: 'NO_PAYOUTS_FOR_BANK', left: 1 };
    expect(await bankFile('createBankFile', { idempotencyKey })).toMatchObject(none);
    expect(await desk.look(waits.id)).toMatchObject({ status: 'SCHEDULED' });
    await waits.findKey();
    expect(await bankFile('createBankFile', { idempotencyKey })).toMatchObject({ paymentCount: 1, leftOutCount: 0 });
  });

  it('is paid without waiting in a circle for a payout that begins', async () => {
    const [one, other] = [
      await desk.seller('BANK_ACCOUNT', { earned: 1_000 }),
      await desk.seller('BANK_ACCOUNT', { earned: 1_000 }),
    ];
    await one.request();
    await other.request();
    const { id: bankFileId } = await bankFile('createBankFile');
    const beginning = await desk.pool.connect();
    try {
      // A payout holds the account of its seller, and then that of Soko's bank.
      await beginning.query('BEGIN');
      await beginning.query(`SELECT FROM ledger_account WHERE owner_id = $1 FOR UPDATE`, [other.id]);
      const paying = bankFile('markBankFilePaid', { bankFileId });
      await desk.untilWaiting();
      await beginning.query(`SELECT FROM ledger_account WHERE code = 'bank_clearing' FOR UPDATE NOWAIT`);
      await beginning.query('COMMIT');
      expect(await paying).toMatchObject({ status: 'PAID' });
    } finally {
      beginning.release();
    }
  });

  it('has the payouts that wait, is downloaded by its link, and pays them', async () => {
    const [one, other] = [
      await desk.seller('BANK_ACCOUNT', { earned: 2_500 }),
      await desk.seller('BANK_ACCOUNT', { earned: 4_200 }),
    ];
    const [first, second] = [await one.request(), await other.request()];
    expect([first.status, second.status]).toEqual(['SCHEDULED', 'SCHEDULED']);
    const changed = await desk.seller('BANK_ACCOUNT', { earned: 900 });
    const stale = await changed.request();
    changed.setMethod('BANK_ACCOUNT', 'FR1420041010050500013M02606');
    const suspended = await desk.seller('BANK_ACCOUNT', { earned: 900 });
    const unwanted = await suspended.request();
    suspended.setStatus('SUSPENDED');
    const key = newId('req');
    const [file, again] = await Promise.all([
      bankFile('createBankFile', { idempotencyKey: key }),
      bankFile('createBankFile', { idempotencyKey: key }),
    ]);
    expect(file).toMatchObject({ status: 'CREATED', paymentCount: 2, total: { amount: '67.00' } });
    expect(again.id).toBe(file.id);
    expect(await desk.look(stale.id)).toMatchObject({ status: 'FAILED', failure: { code: 'payout_method_changed' } });
    expect(await desk.look(unwanted.id)).toMatchObject({ status: 'FAILED', failure: { code: 'seller_not_active' } });
    expect(await bankFile('createBankFile')).toMatchObject({ code: 'NO_PAYOUTS_FOR_BANK' });
    expect(await desk.look(first.id)).toMatchObject({ status: 'PROCESSING', bankFile: { id: file.id } });
    expect(await desk.look(first.id, one.as)).toMatchObject({ bankFile: null });

    const { pathname, search } = new URL(file.download.url);
    const downloaded = await desk.download(`${pathname}${search}`);
    expect(downloaded.headers['content-type']).toBe('application/xml; charset=utf-8');
    expect(downloaded.body).toContain('<CtrlSum>67.00</CtrlSum>');
    expect(downloaded.body).toContain('<Nm>Ada Lampen</Nm>');
    expect(downloaded.body.match(/<EndToEndId>/g)).toHaveLength(2);
    const { rows } = await desk.pool.query('SELECT sealed FROM bank_file WHERE id = $1', [file.id]);
    expect(rows[0].sealed).not.toContain('DE89370400440532013000');
    const wrong = await desk.download(altered(`${pathname}${search}`));
    expect(wrong.statusCode).toBe(404);

    // The bank refuses one of the two, and executes the file.
    expect(await returned({ payoutId: second.id, reason: 'Account closed' })).toMatchObject({
      status: 'FAILED',
      failure: { code: 'returned_by_bank' },
    });
    const before = await desk.account('bank_clearing', 'EUR');
    const paying = { bankFileId: file.id, idempotencyKey: newId('req') };
    const [paid] = await Promise.all([bankFile('markBankFilePaid', paying), bankFile('markBankFilePaid', paying)]);
    expect(paid).toMatchObject({ status: 'PAID' });
    expect((await desk.account('bank_clearing', 'EUR')) - before).toBe(-2_500n);
    expect(await desk.look(first.id)).toMatchObject({
      status: 'PAID',
      receipt: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await other.balance()).toMatchObject({ available: '42.00' });
    // The other one comes back days later.
    expect(await returned({ payoutId: first.id, reason: 'No such account' })).toMatchObject({
      status: 'RETURNED',
    });
    expect(await desk.account('bank_clearing', 'EUR')).toBe(before);
    expect(await returned({ payoutId: first.id, reason: 'Again' })).toMatchObject({
      code: 'WRONG_PAYOUT_STATUS',
    });
    expect(await desk.look(first.id, support)).toMatchObject({
      history: expect.arrayContaining([expect.objectContaining({ reason: 'No such account' })]),
    });
    expect(await desk.trialBalance()).toBe(0n);

    // The seller leaves: what the file says of them is of no more use.
    const erased = { subject: one.userId, sequence: 9, data: {} as never };
    const trail = {
      correlationId: 'cor_spec',
      causationId: null,
      actor: { kind: 'service', id: 'users' },
      now: () => new Date(),
    } as const;
    await desk.bus.publish(usersUser.name, [newEvent(usersUser, 'erased', erased, trail)]);
    await desk.untilRow('SELECT 1 FROM bank_file WHERE id = $1 AND sealed IS NULL', [file.id]);
    expect(await desk.look(first.id)).toMatchObject({ destination: null });
    const gone = await desk.download(`${pathname}${search}`);
    expect(gone.statusCode).toBe(404);
  });
});
