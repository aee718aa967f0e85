import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

/** A report of the prompt of a deposit, which people look at. */
async function keep(reference: string, receipt: string, isClaimed: boolean): Promise<string> {
  const id = newId('umf');
  await till.pool.query(
    `INSERT INTO unmatched_funds (id, provider, event_id, kind, reason, receipt, provider_ref, currency, amount_minor, about_id,
        received_at, status, resolved_at, is_booked, is_claimed)
      SELECT $1, 'mpesa', $1, 'stk', 'not_confirmed', $2, provider_ref, 'KES', 10000, id, now(),
        CASE WHEN $4 THEN 'RESOLVED' ELSE 'OPEN' END, CASE WHEN $4 THEN now() END, $4, $4
      FROM collection WHERE reference = $3`,
    [id, receipt, reference, isClaimed],
  );
  return id;
}

describe('the money of a deposit', () => {
  it('is not credited when people have given it to somebody else', async () => {
    await till.collect('dep_decided', '+254743101500');
    await keep('dep_decided', 'DECIDED001', true);
    await till.advance(34_000);
    expect(await till.untilCollection('dep_decided', 'FAILED')).toMatchObject({ failureCode: 'booked_otherwise' });
    expect((await till.eventsOf('dep_decided')).map(({ type }) => type)).toEqual(['failed']);
    const kept: Json = await till.untilFast('its callback is kept', async () =>
      (await till.unmatched()).find(({ reason }) => reason === 'receipt_used'),
    );
    expect(kept.is_claimed).toBe(false);
  });

  it('is given to nobody else when the deposit got it without a receipt', async () => {
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: '254743102500', scenario: 'no-callback' });
    await till.collect('dep_queried', '+254743102500');
    await till.advance(34_000);
    expect(await till.untilCollection('dep_queried', 'SUCCEEDED')).toMatchObject({ receipt: null });
    const unmatchedFundsId = await keep('dep_queried', 'QUERIED001', false);
    const text = `mutation ($input: ResolveUnmatchedFundsInput!) { result: resolveUnmatchedFunds(input: $input) {
      __typename ... on ResolutionNotPossible { possible } } }`;
    const input = {
      idempotencyKey: newId('req'),
      unmatchedFundsId,
      resolution: 'WALLET',
      walletId: 'wal_jane_KES',
      reason: 'The receipt shows who has paid it',
    };
    const { data } = await till.query(text, { input }, { as: person('usr_admin', 'ADMIN') });
    expect(data['result']).toEqual({ __typename: 'ResolutionNotPossible', possible: ['DISMISS'] });
  });
});
