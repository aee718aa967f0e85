import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, paymentsUnmatchedFunds } from '@soko/events';
import { checkInvariants } from '@soko/invariants';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { invariants } from '../../store/invariants.ts';
import { type CashDesk, type Json, openCashDesk } from './cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk({ WALLETS_EXCISE: 'KE=1000' });
});
afterAll(() => desk.close());

const trail = {
  correlationId: 'cor_spec',
  causationId: null,
  actor: { kind: 'user', id: 'usr_admin' },
  now: () => new Date(),
} as const;

/** Publishes twice that people have decided about unmatched funds. */
async function resolved(id: string, amountMinor: string, more: object): Promise<void> {
  const amount = { amountMinor, currency: 'KES' };
  const funds = { kind: 'c2b-confirmation', reason: 'nothing_asked', method: 'MPESA', amount, receipt: `R${id}` };
  const nobody = { walletId: null, depositId: null, ownerId: null };
  const decided = { decisionId: newId('fdc'), decidedBy: 'usr_admin', resolvedAt: new Date().toISOString() };
  const data = { funds, ...nobody, ...decided, ...more } as never;
  const event = () => newEvent(paymentsUnmatchedFunds, 'resolved', { subject: id, sequence: 2, data }, trail);
  await desk.bus.publish(paymentsUnmatchedFunds.name, [event(), event()]);
}

async function broken(): Promise<string[]> {
  const found = await checkInvariants(desk.pool, invariants, { since: new Date(0), settled: new Date(0) });
  return found.filter((each) => each.broken.length > 0).map(({ invariant }) => invariant.name);
}

describe('unmatched funds about which people have decided', () => {
  it('become a deposit of the owner of the wallet, once, with its excise', async () => {
    const { viewer, walletId } = await desk.owner();
    const id = newId('umf');
    await resolved(id, '10000', { resolution: 'WALLET', walletId });
    await until('it is credited', async () => (await desk.balance(viewer)).balance === '90.00');
    const depositId = id.replace('umf_', 'dep_');
    expect(await desk.lookDeposit(viewer, depositId)).toMatchObject({
      status: 'COMPLETED',
      amount: { amount: '100.00' },
      excise: { amount: '10.00' },
      receipt: `R${id}`,
    });
    // A later decision of other people shows that both events were handled.
    const kept = newId('umf');
    const [float, goodwill] = [await desk.account('mpesa_float'), await desk.account('goodwill')];
    await resolved(kept, '5000', { resolution: 'WRITE_OFF' });
    await resolved(newId('umf'), '777', { resolution: 'DISMISS' });
    await resolved(newId('umf'), '-2000', { resolution: 'WRITE_OFF' });
    await until('both are written off', async () => (await desk.account('mpesa_float')) === float + 3_000n);
    expect(await desk.account('goodwill')).toBe(goodwill - 3_000n);
    expect(await desk.balance(viewer)).toMatchObject({ balance: '90.00' });
    expect(await desk.eventsOf(depositId)).toEqual(['created', 'completed']);
    expect(await desk.trialBalance()).toBe(0n);
    expect(await broken()).toEqual([]);
  });

  it('return what a payout lacked to a wallet, once, without excise and as no deposit', async () => {
    const { viewer, walletId } = await desk.owner();
    const limit = { kind: 'DEPOSIT', period: 'DAY', amount: { amount: '0.00', currency: 'KES' } };
    await desk.mutate(viewer, 'setLimit', { ...limit, idempotencyKey: newId('req') });
    const [id, float] = [newId('umf'), await desk.account('mpesa_float')];
    const amount = { amountMinor: '2500', currency: 'KES' };
    const funds = { kind: 'b2c', reason: 'paid_differently', method: 'MPESA', amount, receipt: 'SKX7' };
    await resolved(id, '2500', { resolution: 'WALLET', walletId, funds });
    await resolved(newId('umf'), '-2500', {
      resolution: 'WRITE_OFF',
      funds: { ...funds, amount: { ...amount, amountMinor: '-1500' } },
    });
    await until('both are booked', async () => (await desk.account('mpesa_float')) === float + 1_000n);
    expect(await desk.balance(viewer)).toEqual({ balance: '25.00', available: '25.00' });
    const reading =
      '{ wallet(currency: "KES") { statement { nodes { kind reference amount { amount } } } } deposits { nodes { id } } }';
    const { data } = await desk.query(reading, {}, { as: viewer });
    expect(data['wallet'].statement.nodes).toEqual([
      { kind: 'payout_shortfall', reference: `unmatched:${id}`, amount: { amount: '25.00' } },
    ]);
    expect(data['deposits'].nodes).toEqual([]);
    expect(await desk.trialBalance()).toBe(0n);
    expect(await broken()).toEqual([]);
  });

  it('count towards the limits of the owner', async () => {
    const { viewer, walletId } = await desk.owner();
    const limit = { kind: 'DEPOSIT', period: 'DAY', amount: { amount: '500.00', currency: 'KES' } };
    const set: Json = await desk.mutate(viewer, 'setLimit', { ...limit, idempotencyKey: newId('req') });
    expect(set).toMatchObject({ __typename: 'GamingLimit' });
    await resolved(newId('umf'), '40000', { resolution: 'WALLET', walletId });
    await until('it is credited', async () => (await desk.balance(viewer)).balance === '360.00');
    const amount = { amount: '200.00', currency: 'KES' };
    expect(await desk.deposit(viewer, { walletId, amount, method: 'MPESA', phone: '0712345678' })).toMatchObject({
      code: 'LIMIT_REACHED',
    });
  });
});
