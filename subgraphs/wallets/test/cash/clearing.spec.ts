import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '@soko/invariants';
import { person, until } from '@soko/testing';
import { invariants } from '../../store/invariants.ts';
import { type CashDesk, type Json, openCashDesk, support } from './cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk();
});
afterAll(() => desk.close());

const admin = person('usr_admin', 'ADMIN');
const quarterMs = 900_000;
const kes = (amount: string) => ({ amount, currency: 'KES' });

async function compare(): Promise<Json[]> {
  desk.advance(quarterMs);
  await desk.subgraph.runJob('wallets.compare-clearing');
  const document = `{ clearingCheck { until checkedAt accounts { code ledger { amount } provider { amount }
    difference { amount } isBreak } } }`;
  const { data } = await desk.query(document, {}, { as: admin });
  const { until: at, checkedAt, accounts } = data['clearingCheck'];
  expect(Date.parse(checkedAt) - Date.parse(at)).toBe(600_000);
  return accounts.map((each: Json) => [
    each.code,
    each.ledger.amount,
    each.provider.amount,
    each.difference.amount,
    each.isBreak,
  ]);
}

const broken = async (): Promise<Json[]> => {
  const found = await checkInvariants(desk.pool, invariants, { since: new Date(0), settled: new Date(0) });
  return found.find(({ invariant }) => invariant.name === 'clearing-accounts-fit-the-providers')!.broken as Json[];
};

describe('comparing the clearing accounts with the providers', () => {
  it('shows balances beside what moved, and a difference that stays as a break, reported once per difference', async () => {
    const { viewer, walletId } = await desk.owner();
    const made = await desk.deposit(viewer, { walletId, method: 'MPESA', phone: '0712345678', amount: kes('1000.00') });
    await desk.collection('succeeded', made.id);
    await until('it is credited', async () => (await desk.balance(viewer)).balance === '1000.00');
    // Payments says that 300 more arrived, of which wallets never heard.
    desk.payments.moved.push({ method: 'MPESA', received: kes('1400.00'), paid: kes('100.00') });
    expect(await compare()).toEqual([['mpesa_float', '1000.00', '1300.00', '-300.00', false]]);
    expect(await broken()).toEqual([]);
    expect(await desk.told('wallets.ledger.clearing_differs')).toEqual([]);
    for (const _ of [1, 2]) {
      expect(await compare()).toEqual([['mpesa_float', '1000.00', '1300.00', '-300.00', true]]);
    }
    expect(await broken()).toMatchObject([
      { subject: 'mpesa_float KES', found: '100000 in the ledger, 130000 at the provider' },
    ]);
    const told = await desk.told('wallets.ledger.clearing_differs');
    expect(told.map(({ data }) => data)).toMatchObject([
      {
        account: 'mpesa_float',
        ledger: { amountMinor: '100000' },
        provider: { amountMinor: '130000', currency: 'KES' },
      },
    ]);
    // It is reported again when it changes.
    desk.payments.moved[0]!.paid = kes('150.00');
    expect(await compare()).toEqual([['mpesa_float', '1000.00', '1250.00', '-250.00', true]]);
    expect((await desk.told('wallets.ledger.clearing_differs')).map(({ data }) => data)).toMatchObject([
      { provider: { amountMinor: '130000' } },
      { provider: { amountMinor: '125000' } },
    ]);
    desk.payments.moved[0]!.paid = kes('400.00');
    expect(await compare()).toEqual([['mpesa_float', '1000.00', '1000.00', '0.00', false]]);
    expect(await broken()).toEqual([]);
  });

  it('is for administrators', async () => {
    const { errors } = await desk.query('{ clearingCheck { until } }', {}, { as: support });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
