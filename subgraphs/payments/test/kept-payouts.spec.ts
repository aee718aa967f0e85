import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person } from '@soko/testing';
import { invariants } from '../store/invariants.ts';
import { admin, type Bank, type Json, openBank } from './bank.ts';
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

const { earn, payOut, look, untilStatus, account, transfersTo, payoutsOf, eventsOf, movedCents, keptAbout } =
  payoutsByStripe(() => bank);
const other = person('usr_other_admin', 'ADMIN');

async function decide(mutation: string, input: object, as: Viewer): Promise<Json> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const text = `mutation ($input: ${type}) { result: ${mutation}(input: $input) { __typename
    ... on UnmatchedFunds { status decisions { id status } } ... on UserError { code } } }`;
  const { data, errors } = await bank.query(text, { input }, { as });
  return errors ? errors[0]!.extensions : data['result'];
}

const resolve = (unmatchedFundsId: string, resolution: string): Promise<Json> => {
  const reason = 'The bank says that the seller has it';
  return decide('resolveUnmatchedFunds', { idempotencyKey: newId('req'), unmatchedFundsId, resolution, reason }, admin);
};

const untilKept = (reference: string, status: string): Promise<Json> =>
  bank.untilFast(`people have ${reference}, ${status}`, async () => {
    const found = await keptAbout(reference);
    return found?.status === status && found;
  });

const toldAbout = async (id: string): Promise<Json[]> =>
  (await bank.told())
    .filter(({ subject }) => subject === id)
    .map(({ type, data }: Json) => ({ type: type.slice(type.lastIndexOf('.') + 1), ...data }));

const refuse = (match: string): Promise<Json> =>
  bank.stripe('POST', 'faults', { match: `POST /v1/${match}`, status: 400, times: null });

/** A payout that Stripe neither makes nor takes back. */
async function keep(reference: string, amount = '25.00'): Promise<{ to: string; kept: Json }> {
  const to = await account();
  await refuse('payouts');
  await refuse('transfers/*/reversals');
  await payOut(reference, to, { amount: { amount, currency: 'EUR' } });
  return { to, kept: await untilKept(reference, 'OPEN') };
}

const broken = async (): Promise<string[]> =>
  (await checkInvariants(bank.pool, invariants, { since: new Date(0), settled: new Date(0) }))
    .filter((each) => each.broken.length > 0)
    .map(({ invariant }) => invariant.name);

describe('a payout that Stripe keeps', () => {
  afterEach(() => bank.stripe('DELETE', 'faults'));

  it('is closed when Stripe pays after all, with what waits for another administrator', async () => {
    const { to, kept } = await keep('pyo_after_all', '30.01');
    expect(kept.possibleResolutions).toEqual(['PAID', 'TAKEN_BACK']);
    expect(await resolve(kept.id, 'TAKEN_BACK')).toMatchObject({ decisions: [{ status: 'PROPOSED' }] });
    await bank.stripe('DELETE', 'faults');
    await bank.untilFast('the payout is at the bank', async () => (await payoutsOf(to)).length > 0);
    await bank.stripe('POST', `payouts/${(await payoutsOf(to))[0].id}/pay`);
    await untilStatus('pyo_after_all', 'SUCCEEDED');
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
    ['PAID', 'SUCCEEDED', 'succeeded', -2_500],
    ['TAKEN_BACK', 'FAILED', 'failed', 0],
  ])('ends as people have decided: %s', async (outcome, status, event, movedMinor) => {
    const reference = `pyo_people_${status}`;
    const before = await movedCents();
    const { to, kept } = await keep(reference);
    const asked = await Promise.all([resolve(kept.id, outcome), resolve(kept.id, outcome)]);
    expect(asked.filter(({ code }) => code === 'FUNDS_NOT_OPEN')).toHaveLength(1);
    expect(asked.filter(({ __typename: name }) => name === 'UnmatchedFunds')).toHaveLength(1);
    // Stripe would pay now, or take the money back: it is not asked to any more.
    await bank.stripe('DELETE', 'faults');
    await untilStatus(reference, status);
    const closed = await keptAbout(reference);
    expect(closed).toMatchObject({ status: 'RESOLVED', outcome, decisions: [{ status: 'APPLIED' }] });
    expect(await toldAbout(kept.id)).toMatchObject([
      { type: 'kept' },
      { type: 'settled', outcome, decisionId: closed.decisions[0].id, decidedBy: 'usr_admin' },
    ]);
    await bank.pool.query('UPDATE disbursement SET due_at = now() WHERE reference = $1', [reference]);
    await bank.untilFast('it is looked at no more', async () => {
      const { rows } = await bank.pool.query('SELECT due_at FROM disbursement WHERE reference = $1', [reference]);
      return rows[0].due_at === null;
    });
    expect(await payoutsOf(to)).toEqual([]);
    expect(await transfersTo(to)).toMatchObject([{ reversed: false }]);
    expect(await eventsOf(reference)).toEqual([event]);
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
});
