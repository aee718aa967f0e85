import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, type Json, openBank } from './bank.ts';
import { endedLooks } from './ended-looks.ts';
import { keptByStripe } from './kept-by-stripe.ts';
import { payoutsByStripe } from './payouts-by-stripe.ts';

const dayMs = 24 * 3_600_000;

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
const { earn, payOut, look, untilStatus, account, transfersTo, payoutsOf, eventsOf, keptAbout } = payouts;
const { resolve, untilKept, refuse, broken } = keptByStripe(() => bank, payouts);
const { nextOf, untilFailed, untilLookedAt } = endedLooks(() => bank);

const disconnect = (to: string): Promise<Json> => bank.stripe('POST', `accounts/${to}/disconnect`);
const connect = (to: string): Promise<Json> => bank.stripe('POST', `accounts/${to}/connect`);

describe('a payout whose account is disconnected after its transfer', () => {
  /** Waits for people to have it, without the pauses between tries that are longer than a lease. */
  const untilLeft = (reference: string): Promise<Json> =>
    bank.untilFast(`people have ${reference}`, async () => {
      await bank.pool.query('UPDATE disbursement SET due_at = $2 WHERE reference = $1 AND due_at > $3', [
        reference,
        bank.now(),
        new Date(bank.now().getTime() + 10_000),
      ]);
      return keptAbout(reference);
    });

  it('is left to people after some tries, and ends as they decide', async () => {
    const to = await account();
    const { id: fault } = await refuse('payouts', { status: 500 });
    await payOut('pyo_disconnected', to);
    await disconnect(to);
    await bank.stripe('DELETE', `faults/${fault}`);
    const kept = await untilLeft('pyo_disconnected');
    expect(kept.possibleResolutions).toEqual(['PAID', 'TAKEN_BACK']);
    const { rows } = await bank.pool.query(`SELECT attempts FROM disbursement WHERE reference = 'pyo_disconnected'`);
    expect(rows[0].attempts).toBeGreaterThanOrEqual(11);
    await resolve(kept.id, 'TAKEN_BACK');
    // The seller is not paid to this account again.
    expect(await untilStatus('pyo_disconnected', 'FAILED')).toMatchObject({ failureCode: 'account_invalid' });
    expect(await transfersTo(to)).toMatchObject([{ reversed: false }]);
    expect(await broken()).toEqual([]);
  });

  it('is left to people when Stripe has made it, and is paid when the account is connected again', async () => {
    const to = await account();
    await payOut('pyo_connected', to);
    const { id } = (await payoutsOf(to))[0];
    await disconnect(to);
    expect(await untilLeft('pyo_connected')).toMatchObject({ status: 'OPEN' });
    await connect(to);
    await bank.stripe('POST', `payouts/${id}/pay`);
    await untilStatus('pyo_connected', 'SUCCEEDED');
    expect(await keptAbout('pyo_connected')).toMatchObject({ status: 'RESOLVED', outcome: 'PAID' });
    expect(await broken()).toEqual([]);
  });

  it('is looked at no more when it was paid before', async () => {
    const to = await account();
    await payOut('pyo_paid_before', to);
    await bank.stripe('POST', `payouts/${(await payoutsOf(to))[0].id}/pay`);
    await untilStatus('pyo_paid_before', 'SUCCEEDED');
    await disconnect(to);
    // A look before the last one.
    await bank.pool.query(`UPDATE disbursement SET due_at = $1 WHERE reference = 'pyo_paid_before'`, [bank.now()]);
    await bank.untilFast('it waits for the last look', async () => {
      const { dueAt } = await nextOf('pyo_paid_before');
      return dueAt !== null && dueAt.getTime() > bank.now().getTime() + 6 * dayMs;
    });
    bank.advance(7 * dayMs);
    await untilLookedAt('pyo_paid_before');
    expect(await keptAbout('pyo_paid_before')).toBeUndefined();
  });

  it('is left to people when a webhook says that its bank returned it, and ends when it is connected again', async () => {
    const to = await account();
    await payOut('pyo_returned', to);
    const { id } = (await payoutsOf(to))[0];
    await bank.stripe('POST', `payouts/${id}/pay`);
    await untilStatus('pyo_returned', 'SUCCEEDED');
    await disconnect(to);
    await bank.stripe('POST', `payouts/${id}/fail`, { code: 'account_closed' });
    const kept = await untilKept('pyo_returned', 'OPEN');
    expect(kept.possibleResolutions).toEqual(['PAID', 'TAKEN_BACK']);
    expect(await look('pyo_returned')).toMatchObject({ status: 'SUCCEEDED' });
    // People keep it while looks do not say what became of it.
    const { attempts } = await nextOf('pyo_returned');
    await untilFailed('pyo_returned', attempts + 1);
    await connect(to);
    expect(await untilStatus('pyo_returned', 'RETURNED')).toMatchObject({ failureCode: 'account_closed' });
    expect(await keptAbout('pyo_returned')).toMatchObject({ id: kept.id, status: 'RESOLVED', outcome: 'TAKEN_BACK' });
    expect(await eventsOf('pyo_returned')).toEqual(['succeeded', 'returned']);
    expect(await broken()).toEqual([]);
  });
});
