import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { admin, type Bank, type Json, openBank } from './bank.ts';
import { keptByStripe } from './kept-by-stripe.ts';
import { payoutsByStripe } from './payouts-by-stripe.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank({
    PAYMENT_CALL_LEASE_MS: '10000',
    WALLET_ADJUSTMENT_REVIEW_ABOVE: '30',
    WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY: '100000',
  });
  await earn();
});
afterAll(() => bank.close());

const payouts = payoutsByStripe(() => bank);
const { earn, look, untilStatus, transfersTo, payoutsOf, eventsOf, movedCents, keptAbout } = payouts;
const { other, decide, resolve, approve, untilKept, toldAbout, refuse, keep, broken } = keptByStripe(
  () => bank,
  payouts,
);

/** Stripe pays a payout that it has kept. Returns its id there. */
async function payAfterAll(reference: string, to: string): Promise<string> {
  await bank.stripe('DELETE', 'faults');
  await bank.untilFast('the payout is at the bank', async () => (await payoutsOf(to)).length > 0);
  const { id } = (await payoutsOf(to))[0];
  await bank.stripe('POST', `payouts/${id}/pay`);
  await untilStatus(reference, 'SUCCEEDED');
  return id;
}

/** A decision as an earlier version saved it. */
async function dismissBefore(unmatchedId: string, status: 'PROPOSED' | 'APPLIED'): Promise<string> {
  const id = newId('fdc');
  await bank.pool.query(
    `INSERT INTO funds_decision (id, unmatched_id, resolution, status, currency, amount_minor, reason, idempotency_key, input_hash,
       proposed_by, proposed_at, ended_at, correlation_id)
     VALUES ($1, $2, 'DISMISS', $3, 'EUR', 2500, 'The seller was paid', $1, 'x', 'usr_admin', now(),
       CASE $3 WHEN 'APPLIED' THEN now() END, 'cor_spec')`,
    [id, unmatchedId, status],
  );
  await bank.pool.query(
    `UPDATE unmatched_funds SET status = CASE $2 WHEN 'APPLIED' THEN 'RESOLVED' ELSE 'DECIDING' END,
       resolved_at = CASE $2 WHEN 'APPLIED' THEN now() END, version = version + 1 WHERE id = $1`,
    [unmatchedId, status],
  );
  return id;
}

/** Waits until Soko has read what Stripe reports about the failed payout. */
async function untilFailureHeeded(reference: string): Promise<void> {
  const { id } = await look(reference);
  await bank.untilFast('the webhook has been processed', async () => {
    const { rows } = await bank.pool.query(
      `SELECT FROM provider_event WHERE type = 'payout.failed' AND processed_at IS NOT NULL
        AND payload #>> '{object,disbursementId}' = $1`,
      [id],
    );
    return rows.length > 0;
  });
}

describe('a payout that Stripe keeps', () => {
  afterEach(() => bank.stripe('DELETE', 'faults'));

  it('is closed when Stripe pays after all, with what waits for another administrator', async () => {
    const { to, kept } = await keep('pyo_after_all', '30.01');
    expect(kept.possibleResolutions).toEqual(['PAID', 'TAKEN_BACK']);
    expect(await resolve(kept.id, 'TAKEN_BACK')).toMatchObject({ decisions: [{ status: 'PROPOSED' }] });
    await payAfterAll('pyo_after_all', to);
    const closed = await keptAbout('pyo_after_all');
    expect(closed).toMatchObject({ status: 'RESOLVED', outcome: 'PAID', decisions: [{ status: 'FAILED' }] });
    expect(await decide('approveFundsDecision', { decisionId: closed.decisions[0].id }, other)).toMatchObject({
      code: 'DECISION_MADE',
    });
    expect(await toldAbout(kept.id)).toMatchObject([
      { type: 'kept' },
      { type: 'settled', outcome: 'PAID', decisionId: null, decidedBy: null },
    ]);
    expect(await broken()).toEqual([]);
  });

  it.each([
    ['PAID', 'SUCCEEDED', null, -2_500],
    ['TAKEN_BACK', 'FAILED', 'payouts_not_allowed', 0],
  ])('ends as people have decided: %s', async (outcome, status, failureCode, movedMinor) => {
    const reference = `pyo_people_${status}`;
    const before = await movedCents();
    const { to, kept } = await keep(reference);
    const asked = await Promise.all([resolve(kept.id, outcome), resolve(kept.id, outcome)]);
    expect(asked.filter(({ code }) => code === 'FUNDS_NOT_OPEN')).toHaveLength(1);
    expect(asked.filter(({ __typename: name }) => name === 'UnmatchedFunds')).toHaveLength(1);
    // Stripe would pay now, or take the money back: it is not asked to any more.
    await bank.stripe('DELETE', 'faults');
    expect(await untilStatus(reference, status)).toMatchObject({ failureCode });
    const closed = await keptAbout(reference);
    expect(closed).toMatchObject({ status: 'RESOLVED', outcome, decisions: [{ status: 'APPLIED' }] });
    expect(await toldAbout(kept.id)).toMatchObject([
      { type: 'kept' },
      { type: 'settled', outcome, decisionId: closed.decisions[0].id, decidedBy: 'usr_admin' },
    ]);
    await bank.pool.query('UPDATE disbursement SET due_at = now() WHERE reference = $1', [reference]);
    await bank.untilFast('it was looked at', async () => {
      const { rows } = await bank.pool.query('SELECT due_at AS at FROM disbursement WHERE reference = $1', [reference]);
      // Later than the end of a lease.
      return rows[0].at.getTime() > bank.now().getTime() + 20_000;
    });
    expect(await payoutsOf(to)).toEqual([]);
    expect(await transfersTo(to)).toMatchObject([{ reversed: false }]);
    expect(await eventsOf(reference)).toEqual([status.toLowerCase()]);
    expect((await movedCents()) - before).toBe(movedMinor);
    expect(await broken()).toEqual([]);
  });

  it('is not ended by people while Stripe may still pay it, or has the money', async () => {
    const { to, kept } = await keep('pyo_under_way');
    const { id: transfer } = (await transfersTo(to))[0];
    const metadata = { disbursementId: (await look('pyo_under_way')).id };
    // Soko makes no step from now on.
    await resolve(kept.id, 'PAID');
    await bank.stripe('DELETE', 'faults');
    await bank.sdk().payouts.create({ amount: 2_500, currency: 'eur', metadata }, { stripeAccount: to });
    await refuse('transfers/*/reversals');
    const found = await bank.untilFast('the decision has failed', async () => {
      const it = await keptAbout('pyo_under_way');
      return it.decisions.every(({ status }: Json) => status === 'FAILED') && it;
    });
    expect(found.decisions[0].failure).toMatch(/under way: po_\w+ is (pending|in_transit)/);
    await bank.stripe('POST', `payouts/${(await payoutsOf(to))[0].id}/fail`, { code: 'no_account' });
    await bank.stripe('DELETE', 'faults');
    await untilStatus('pyo_under_way', 'FAILED');
    expect(await bank.sdk().transfers.retrieve(transfer)).toMatchObject({ reversed: true });
    expect(await keptAbout('pyo_under_way')).toMatchObject({ status: 'RESOLVED', outcome: 'TAKEN_BACK' });
    expect(await broken()).toEqual([]);
  });

  it('is left to people again, by the webhook of Stripe, when the bank returns what Stripe had paid after all', async () => {
    const before = await movedCents();
    const { to, kept } = await keep('pyo_again');
    const payout = await payAfterAll('pyo_again', to);
    expect(await keptAbout('pyo_again')).toMatchObject({ id: kept.id, status: 'RESOLVED', outcome: 'PAID' });
    await refuse('transfers/*/reversals');
    await bank.stripe('POST', `payouts/${payout}/fail`, { code: 'account_closed' });
    const again = await untilKept('pyo_again', 'OPEN');
    expect(again).toMatchObject({ possibleResolutions: ['PAID', 'TAKEN_BACK'], outcome: null, decisions: [] });
    expect(await toldAbout(again.id)).toMatchObject([{ type: 'kept' }]);
    expect(await look('pyo_again')).toMatchObject({ status: 'SUCCEEDED', failureCode: null });
    await resolve(again.id, 'TAKEN_BACK');
    // The seller is not paid to this account again.
    expect(await untilStatus('pyo_again', 'RETURNED')).toMatchObject({ failureCode: 'account_closed' });
    expect(await keptAbout('pyo_again')).toMatchObject({ id: again.id, status: 'RESOLVED', outcome: 'TAKEN_BACK' });
    expect(await eventsOf('pyo_again')).toEqual(['succeeded', 'returned']);
    expect((await movedCents()) - before).toBe(0);
    expect(await broken()).toEqual([]);
  });

  it('that an earlier version has dismissed is left to people again, and cannot be dismissed', async () => {
    const { kept } = await keep('pyo_dismissed');
    await dismissBefore(kept.id, 'APPLIED');
    const again = await untilKept('pyo_dismissed', 'OPEN');
    expect(again.id).not.toBe(kept.id);
    const decisionId = await dismissBefore(again.id, 'PROPOSED');
    expect(await approve(decisionId, other)).toMatchObject({ status: 'OPEN', decisions: [{ status: 'FAILED' }] });
    expect((await keptAbout('pyo_dismissed')).decisions[0].failure).toBe('This resolution is not possible any more.');
    await resolve(again.id, 'PAID');
    await untilStatus('pyo_dismissed', 'SUCCEEDED');
    expect(await broken()).toEqual([]);
  });

  it('of the shop of an administrator is decided about by another one', async () => {
    const owner = person('usr_payee', 'ADMIN');
    for (const [reference, amount, by] of [
      ['pyo_own', '25.00', owner],
      ['pyo_own_large', '30.01', admin],
    ] as const) {
      const { kept } = await keep(reference, amount);
      const { status, decisions } = await resolve(kept.id, 'TAKEN_BACK', by);
      expect({ status, decisions }).toMatchObject({ status: 'DECIDING', decisions: [{ status: 'PROPOSED' }] });
      expect(await approve(decisions[0].id, owner)).toMatchObject({ code: 'OWN_DECISION' });
      expect(await approve(decisions[0].id, other)).toMatchObject({ decisions: [{ status: 'CHECKING' }] });
      await untilStatus(reference, 'FAILED');
    }
    expect(await broken()).toEqual([]);
  });

  it.each([
    ['PAID', 'TAKEN_BACK'],
    ['TAKEN_BACK', 'PAID'],
  ])('that has ended as %s is closed so by a decision, also when it is %s', async (outcome, decided) => {
    const reference = `pyo_ended_${outcome}`;
    const { to, kept, fault } = await keep(reference);
    if (outcome === 'PAID') await payAfterAll(reference, to);
    else {
      await bank.stripe('DELETE', `faults/${fault}`);
      await untilStatus(reference, 'FAILED');
    }
    const ended = await look(reference);
    // As a process of an earlier version leaves it, which does not close reports.
    await bank.pool.query(
      `UPDATE unmatched_funds SET status = 'OPEN', outcome = NULL, resolved_at = NULL WHERE id = $1`,
      [kept.id],
    );
    await resolve(kept.id, decided);
    expect(await untilKept(reference, 'RESOLVED')).toMatchObject({ outcome, decisions: [{ status: 'FAILED' }] });
    expect(await look(reference)).toEqual(ended);
    expect(await broken()).toEqual([]);
  });

  it('is not left to people when it ends at that moment', async () => {
    const { to, kept } = await keep('pyo_race');
    const payout = await payAfterAll('pyo_race', to);
    await refuse('transfers/*/reversals');
    const client = await bank.pool.connect();
    try {
      await client.query('BEGIN');
      // Another process ends the payout, whose transfer was taken back in the meantime.
      await client.query(`UPDATE disbursement SET status = 'RETURNED', failure_code = 'x', due_at = NULL, version = version + 1
        WHERE reference = 'pyo_race'`);
      await bank.stripe('POST', `payouts/${payout}/fail`, { code: 'account_closed' });
      await bank.untilFast('the webhook waits for it', async () => {
        const { rows } = await bank.pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      });
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    await untilFailureHeeded('pyo_race');
    expect(await keptAbout('pyo_race')).toMatchObject({ id: kept.id, status: 'RESOLVED', outcome: 'PAID' });
  });

  it('is not left to people after it has ended, whatever its provider reports then', async () => {
    const { to, kept } = await keep('pyo_ended');
    const payout = await payAfterAll('pyo_ended', to);
    await refuse('transfers/*/reversals');
    // Another process has ended the payout, whose transfer was taken back in the meantime.
    await bank.pool
      .query(`UPDATE disbursement SET status = 'RETURNED', failure_code = 'x', due_at = NULL, version = version + 1
      WHERE reference = 'pyo_ended'`);
    await bank.stripe('POST', `payouts/${payout}/fail`, { code: 'account_closed' });
    await untilFailureHeeded('pyo_ended');
    expect(await keptAbout('pyo_ended')).toMatchObject({ id: kept.id, status: 'RESOLVED', outcome: 'PAID' });
    expect(await broken()).toEqual([]);
  });

  it('is ended by people when its account is gone, and not when Stripe refuses to list its payouts', async () => {
    const { kept } = await keep('pyo_gone');
    const list = { match: 'GET /v1/payouts', times: null };
    const { id: refused } = await bank.stripe('POST', 'faults', { ...list, status: 400 });
    await resolve(kept.id, 'TAKEN_BACK');
    const found = await untilKept('pyo_gone', 'OPEN');
    expect(found.decisions).toMatchObject([{ status: 'FAILED', failure: expect.stringMatching(/does not say/) }]);
    await bank.stripe('DELETE', `faults/${refused}`);
    await bank.stripe('POST', 'faults', { ...list, status: 403, code: 'account_invalid' });
    await resolve(kept.id, 'TAKEN_BACK');
    await untilStatus('pyo_gone', 'FAILED');
    expect(await keptAbout('pyo_gone')).toMatchObject({ status: 'RESOLVED', outcome: 'TAKEN_BACK' });
    expect(await broken()).toEqual([]);
  });
});
