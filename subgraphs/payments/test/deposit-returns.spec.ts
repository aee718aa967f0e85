import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '@soko/invariants';
import { invariants } from '../store/invariants.ts';
import { type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

/** A deposit that was paid. */
async function deposit(reference: string, phone: string): Promise<Json> {
  await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: phone.slice(1), scenario: 'success' });
  await till.collect(reference, phone);
  await till.advance(4_000);
  return till.untilCollection(reference, 'SUCCEEDED');
}

/** Makes a payout the return of a deposit, as an earlier version did by mistake, with a step that is due. */
async function asReturn(reference: string, { id }: Json, more: string): Promise<void> {
  const { rowCount } = await till.pool.query(
    `UPDATE disbursement SET purpose = 'RETURN', collection_id = $2, amount_minor = 10000, due_at = '2000-01-01',
      version = version + 1, ${more} WHERE reference = $1`,
    [reference, id],
  );
  expect(rowCount).toBe(1);
}

const row = async (reference: string): Promise<Json> =>
  (await till.pool.query('SELECT * FROM disbursement WHERE reference = $1', [reference])).rows[0];

const keptAbout = async (reference: string): Promise<Json[]> => {
  const { id } = await row(reference);
  return (await till.unmatched()).filter(({ about_id: about }) => about === id);
};

const requests = async (): Promise<number> => (await till.admin('GET', 'payouts')).data.length;

const broken = async (): Promise<string[]> =>
  (await checkInvariants(till.pool, invariants, { since: new Date(0), settled: new Date(0) }))
    .filter((each) => each.broken.length > 0)
    .map(({ invariant }) => invariant.name);

describe('the return of a deposit that an earlier version began', () => {
  it.each(['B2C', 'REVERSAL'])('has failed when M-Pesa did not accept it: %s', async (kind) => {
    const [reference, phone] = [`wdr_not_sent_${kind}`, kind === 'B2C' ? '+254731000500' : '+254731001500'];
    const paid = await deposit(`dep_${reference}`, phone);
    await till.admin('POST', 'faults', {
      match: 'POST /mpesa/b2c/*',
      effect: 'disconnect',
      when: 'before',
      times: null,
    });
    expect(await till.disburse(reference, phone)).toMatchObject({ status: 'PENDING' });
    expect(await row(reference)).toMatchObject({ status: 'CREATED' });
    await asReturn(reference, paid, `kind = '${kind}'`);
    await till.admin('DELETE', 'faults');
    await till.untilFast('it has ended', async () => (await row(reference)).status !== 'CREATED');
    expect(await row(reference)).toMatchObject({ status: 'FAILED', failure_code: 'deposit_kept', due_at: null });
    expect(await requests()).toBe(0);
    expect(await keptAbout(reference)).toMatchObject([
      { kind: 'return', reason: 'deposit_returned', status: 'OPEN', amount_minor: '10000' },
    ]);
    expect(await broken()).toEqual([]);
  });

  it('is not asked for again when M-Pesa may have done it, and people see it once', async () => {
    // M-Pesa decides about its payouts after an hour.
    const phone = '+254731002700';
    const paid = await deposit('dep_unknown', phone);
    await till.disburse('wdr_unknown', phone);
    const before = await requests();
    await asReturn('wdr_unknown', paid, `kind = 'REVERSAL', status = 'UNKNOWN', attempts = 2`);
    const seen = async (count: number) => {
      const at = (await row('wdr_unknown')).due_at;
      await till.untilFast(`step ${count} is made`, async () => (await row('wdr_unknown')).due_at > at);
    };
    await seen(1);
    await till.pool.query(`UPDATE disbursement SET due_at = '2000-01-01' WHERE reference = 'wdr_unknown'`);
    await seen(2);
    expect(await requests()).toBe(before);
    expect(await row('wdr_unknown')).toMatchObject({ status: 'UNKNOWN' });
    expect(await keptAbout('wdr_unknown')).toHaveLength(1);
  });
});
