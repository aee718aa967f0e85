import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { admin, type Bank, type Json, openBank } from './bank.ts';
import { endedLooks } from './ended-looks.ts';
import { keptByStripe } from './kept-by-stripe.ts';
import { payoutsByStripe } from './payouts-by-stripe.ts';

const migrations = join(import.meta.dirname, '../../../prisma/payments/migrations');
const migrationOf = (name: string): string => readFileSync(join(migrations, name, 'migration.sql'), 'utf8');

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let bank: Bank;
beforeAll(async () => {
  bank = await openBank({
    PAYMENT_CALL_LEASE_MS: '10000',
    PAYMENT_LOOK_AFTER_MS: '1000',
    // One administrator decides about many payouts here.
    WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY: '100000',
  });
  await earn();
});
afterAll(() => bank.close());

const payouts = payoutsByStripe(() => bank);
const { earn, look, untilStatus, transfersTo, payoutsOf, eventsOf, movedCents } = payouts;
const { other, resolve, approve, toldAbout, keep, broken } = keptByStripe(() => bank, payouts);

const disconnect = (to: string): Promise<Json> => bank.stripe('POST', `accounts/${to}/disconnect`);
const connect = (to: string): Promise<Json> => bank.stripe('POST', `accounts/${to}/connect`);
const { nextOf, untilFailed, untilLookedAt } = endedLooks(() => bank);

describe('a payout that people have ended', () => {
  afterEach(() => bank.stripe('DELETE', 'faults'));

  /** What people have about a payout since they ended it. */
  async function afterEnd(reference: string): Promise<Json[]> {
    const { id } = await look(reference);
    const text = `{ unmatchedFunds(first: 100) { nodes { id kind reason aboutId status receipt amount { amount currency }
      possibleResolutions } } }`;
    const { data } = await bank.query(text, {}, { as: admin });
    return data['unmatchedFunds'].nodes.filter(({ aboutId, kind }: Json) => aboutId === id && kind === 'ended-payout');
  }
  const untilTold = (reference: string, count = 1): Promise<Json[]> =>
    bank.untilFast(`people have ${count} reports of ${reference}`, async () => {
      const found = await afterEnd(reference);
      return found.length === count && found;
    });

  async function end(reference: string, resolution: string): Promise<string> {
    const { to, kept } = await keep(reference);
    await resolve(kept.id, resolution);
    await untilStatus(reference, resolution === 'PAID' ? 'SUCCEEDED' : 'FAILED');
    await bank.stripe('DELETE', 'faults');
    return to;
  }

  /** A payout by a request that was under way for longer than the lease. */
  async function payLate(reference: string, to: string): Promise<string> {
    const metadata = { disbursementId: (await look(reference)).id };
    return (await bank.sdk().payouts.create({ amount: 2_500, currency: 'eur', metadata }, { stripeAccount: to })).id;
  }

  it.each([
    ['TAKEN_BACK', '-25.00', ['PAYEE', 'WRITE_OFF', 'DISMISS']],
    ['PAID', '25.00', ['DISMISS']],
  ])('as %s and that Stripe pays then is left to people, once', async (outcome, amount, possibleResolutions) => {
    const reference = `pyo_late_${outcome}`;
    const to = await end(reference, outcome);
    const ended = await look(reference);
    const payout = await payLate(reference, to);
    await bank.stripe('POST', `payouts/${payout}/pay`);
    const [report] = await untilTold(reference);
    expect(report).toMatchObject({
      reason: 'paid_after_end',
      status: 'OPEN',
      receipt: payout,
      amount: { amount, currency: 'EUR' },
      possibleResolutions,
    });
    expect(await toldAbout(report!.id)).toMatchObject([{ type: 'kept', funds: { reason: 'paid_after_end' } }]);
    await bank.stripe('POST', `payouts/${payout}/fail`, { code: 'account_closed' });
    const [returned] = await untilTold(reference, 2);
    expect(returned).toMatchObject({ reason: 'failed_after_end', possibleResolutions: ['DISMISS'] });
    expect(await look(reference)).toEqual(ended);
    expect(await eventsOf(reference)).toHaveLength(1);
    expect(await payoutsOf(to)).toHaveLength(1);
    expect(await broken()).toEqual([]);
  });

  it('is looked at, because the webhook about it can be lost', async () => {
    const to = await end('pyo_unheard', 'TAKEN_BACK');
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['payout.*'] });
    const payout = await payLate('pyo_unheard', to);
    await bank.stripe('POST', `payouts/${payout}/pay`);
    expect(await untilTold('pyo_unheard')).toMatchObject([{ reason: 'paid_after_end', receipt: payout }]);
    await bank.stripe('PATCH', 'webhooks', { dropTypes: [] });
  });

  it('is decided about by another administrator when it is of the own shop', async () => {
    const owner = person('usr_payee', 'ADMIN');
    const to = await end('pyo_late_own', 'TAKEN_BACK');
    await bank.stripe('POST', `payouts/${await payLate('pyo_late_own', to)}/pay`);
    const [report] = await untilTold('pyo_late_own');
    const before = await movedCents();
    expect(await resolve(report!.id, 'WRITE_OFF', owner)).toMatchObject({ decisions: [{ status: 'PROPOSED' }] });
    const { decisions } = (
      await bank.query(`{ unmatchedFunds(first: 100) { nodes { id decisions { id } } } }`, {}, { as: admin })
    ).data['unmatchedFunds'].nodes.find(({ id }: Json) => id === report!.id);
    expect(await approve(decisions[0].id, other)).toMatchObject({
      status: 'RESOLVED',
      decisions: [{ status: 'APPLIED' }],
    });
    expect((await movedCents()) - before).toBe(-2_500);
    expect(await broken()).toEqual([]);
  });

  it('is owed by the seller who was paid twice, as an administrator decides', async () => {
    const to = await end('pyo_late_owed', 'TAKEN_BACK');
    await bank.stripe('POST', `payouts/${await payLate('pyo_late_owed', to)}/pay`);
    const [report] = await untilTold('pyo_late_owed');
    const before = await movedCents();
    expect(await resolve(report!.id, 'PAYEE')).toMatchObject({
      status: 'RESOLVED',
      decisions: [{ status: 'APPLIED' }],
    });
    expect((await toldAbout(report!.id)).at(-1)).toMatchObject({
      type: 'resolved',
      resolution: 'PAYEE',
      payoutId: 'pyo_late_owed',
      funds: { amount: { amountMinor: '-2500', currency: 'EUR' } },
    });
    expect((await movedCents()) - before).toBe(-2_500);
    expect(await broken()).toEqual([]);
  });

  it('as PAYEE is not possible where Soko has more than the ledger', async () => {
    const to = await end('pyo_late_more', 'PAID');
    await bank.stripe('POST', `payouts/${await payLate('pyo_late_more', to)}/pay`);
    const [report] = await untilTold('pyo_late_more');
    expect(await resolve(report!.id, 'PAYEE')).toMatchObject({ code: 'RESOLUTION_NOT_POSSIBLE' });
  });

  it('as TAKEN_BACK and that a person pays at Stripe then is left to people', async () => {
    const to = await end('pyo_by_hand', 'TAKEN_BACK');
    // The clock of the subgraph is ahead of that of Stripe.
    await bank.stripe('POST', 'clock', { advanceMs: bank.now().getTime() - Date.now() + 2_000 });
    const { id } = await bank.sdk().payouts.create({ amount: 2_500, currency: 'eur' }, { stripeAccount: to });
    await bank.stripe('POST', `payouts/${id}/pay`);
    expect(await untilTold('pyo_by_hand')).toMatchObject([{ reason: 'paid_after_end', amount: { amount: '-25.00' } }]);
  });

  it('as PAID and whose money Stripe takes back is left to people', async () => {
    const to = await end('pyo_reversed', 'PAID');
    const { id } = (await transfersTo(to))[0];
    await bank.sdk().transfers.createReversal(id);
    expect(await untilTold('pyo_reversed')).toMatchObject([
      {
        reason: 'taken_back_after_end',
        amount: { amount: '25.00' },
        possibleResolutions: ['WRITE_OFF', 'DISMISS'],
      },
    ]);
    expect(await look('pyo_reversed')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await broken()).toEqual([]);
  });

  it('as PAID and of whose money Stripe takes parts back is left to people, once for each part', async () => {
    const to = await end('pyo_parts', 'PAID');
    const { id } = (await transfersTo(to))[0];
    const back = async (amount: number): Promise<string> =>
      (await bank.sdk().transfers.createReversal(id, { amount })).id;
    const first = await back(400);
    expect(await untilTold('pyo_parts')).toMatchObject([
      {
        reason: 'taken_back_after_end',
        receipt: first,
        amount: { amount: '4.00' },
        possibleResolutions: ['WRITE_OFF', 'DISMISS'],
      },
    ]);
    const rest = await back(2_100);
    const found = await untilTold('pyo_parts', 2);
    const amounts = Object.fromEntries(found.map(({ receipt, amount }) => [receipt, amount.amount]));
    expect(amounts).toEqual({ [first]: '4.00', [rest]: '21.00' });
    expect(await broken()).toEqual([]);
  });

  it('as PAID is not reported in parts when an earlier version reported the whole', async () => {
    const before = (await transfersTo(await end('pyo_before', 'PAID')))[0];
    await bank.sdk().transfers.createReversal(before.id, { amount: 400 });
    const [report] = await untilTold('pyo_before');
    const { id } = (await transfersTo(await end('pyo_whole', 'PAID')))[0];
    // As an earlier version kept a transfer, whose parts it did not look at: before anything is reversed, since a look may be under way.
    const whole = {
      id: newId('umf'),
      event_id: `ended_${id}:taken_back`,
      provider_ref: id,
      receipt: id,
      about_id: (await look('pyo_whole')).id,
      reference: 'pyo_whole',
    };
    await bank.pool.query(
      'INSERT INTO unmatched_funds SELECT (jsonb_populate_record(f, $2)).* FROM unmatched_funds f WHERE f.id = $1',
      [report!.id, whole],
    );
    await bank.sdk().transfers.createReversal(id, { amount: 400 });
    await bank.sdk().transfers.createReversal(id, { amount: 2_100 });
    bank.advance(7 * dayMs);
    await untilLookedAt('pyo_whole');
    expect(await afterEnd('pyo_whole')).toMatchObject([{ id: whole.id, receipt: id }]);
  });

  it('is looked at no more after a week', async () => {
    await end('pyo_week', 'TAKEN_BACK');
    bank.advance(7 * dayMs);
    await untilLookedAt('pyo_week');
    expect(await afterEnd('pyo_week')).toEqual([]);
  });

  it('is looked at as rarely while its account is gone, and again when the last look has failed', async () => {
    const to = await end('pyo_gone', 'TAKEN_BACK');
    const payout = await payLate('pyo_gone', to);
    const { id } = await look('pyo_gone');
    await disconnect(to);
    const { attempts } = await nextOf('pyo_gone');
    bank.advance(2 * dayMs);
    const failed = await untilFailed('pyo_gone', attempts + 1);
    expect(failed.dueAt!.getTime()).toBeGreaterThan(bank.now().getTime() + 4 * hourMs);
    await bank.stripe('POST', `payouts/${payout}/pay`);
    await bank.untilFast('the webhook is not repeated', async () => {
      const { rows } = await bank.pool.query(
        `SELECT FROM provider_event WHERE type = 'payout.paid' AND processed_at IS NOT NULL
          AND payload #>> '{object,disbursementId}' = $1`,
        [id],
      );
      return rows.length > 0;
    });
    bank.advance(5 * dayMs);
    const last = await untilFailed('pyo_gone', failed.attempts + 1);
    expect(last.dueAt!.getTime()).toBeGreaterThan(bank.now().getTime() + 16 * hourMs);
    await connect(to);
    bank.advance(dayMs);
    expect(await untilTold('pyo_gone')).toMatchObject([{ reason: 'paid_after_end', receipt: payout }]);
    await untilLookedAt('pyo_gone');
  });

  it('is given up a day after the week, when two looks have failed', async () => {
    await disconnect(await end('pyo_given_up', 'TAKEN_BACK'));
    // Ended long before the upgrade. A look that is under way keeps nothing of an earlier version of the row.
    await bank.pool.query(
      `UPDATE disbursement SET updated_at = $2, due_at = $3, last_error = NULL, version = version + 1 WHERE reference = $1`,
      ['pyo_given_up', new Date(bank.now().getTime() - 30 * dayMs), bank.now()],
    );
    const { attempts } = await nextOf('pyo_given_up');
    const { dueAt } = await untilFailed('pyo_given_up', attempts + 1);
    expect(dueAt!.getTime()).toBeGreaterThan(bank.now().getTime() + 20 * hourMs);
    bank.advance(dayMs);
    await untilLookedAt('pyo_given_up');
    expect(await nextOf('pyo_given_up')).toMatchObject({ attempts: attempts + 2 });
  });

  it('is looked at a day after an upgrade, when no process of the earlier version runs any more', async () => {
    await end('pyo_upgraded', 'TAKEN_BACK');
    bank.advance(7 * dayMs);
    await untilLookedAt('pyo_upgraded');
    const client = await bank.pool.connect();
    try {
      await client.query('BEGIN');
      for (const name of ['20261127140500_watch_ended_payouts', '20261127152347_watch_ended_payouts_after_upgrade']) {
        await client.query(migrationOf(name));
      }
      // The column keeps milliseconds, now() has microseconds.
      const text = `SELECT round(extract(epoch FROM due_at - now()))::int AS "dueIn" FROM disbursement WHERE reference = 'pyo_upgraded'`;
      expect((await client.query(text)).rows[0].dueIn).toBe(dayMs / 1_000);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
