import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@soko/postgres';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { wallets } from '../index.ts';
import {
  type AccountRef,
  balanceOf,
  chart,
  expireHold,
  findHold,
  hold,
  type NewTransaction,
  post,
  postHold,
  reverse,
  setFrozen,
  voidHold,
} from '../ledger/index.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(wallets);
});
afterAll(() => graph.close());

const at = new Date('2026-03-01T12:00:00.000Z');
const float: AccountRef = { code: 'mpesa_float', currency: 'KES' };
const clearing: AccountRef = { code: 'wallet_clearing', currency: 'KES' };
let made = 0;

/** A wallet's account nobody else uses. */
const newOwner = (): AccountRef => ({ code: 'user_wallet', currency: 'KES', ownerId: `usr_${(made += 1)}` });

const moving = (debit: AccountRef, credit: AccountRef, amountMinor: bigint, reference: string): NewTransaction => ({
  reference,
  kind: 'test',
  transfers: [{ debit, credit, amountMinor }],
  at,
});

const fund = async (owner: AccountRef, amountMinor: bigint) =>
  post(graph.pool, [moving(float, owner, amountMinor, `fund:${owner.ownerId}`)]);

const available = async (ref: AccountRef) => (await balanceOf(graph.pool, ref)).availableMinor;

describe('the chart of accounts', () => {
  it('is the same in the database', async () => {
    const { rows } = await graph.pool.query(
      'SELECT code, kind, has_owner AS "hasOwner", may_be_negative AS "mayBeNegative" FROM ledger_code',
    );
    const saved = Object.fromEntries(rows.map(({ code, ...rules }) => [code, rules]));
    expect(saved).toEqual(chart);
  });
});

describe('posting', () => {
  it('opens accounts that many need for the first time at once', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 25; round += 1) {
      const owner = newOwner();
      const posts = Array.from({ length: 16 }, (_, index) =>
        post(graph.pool, [moving(float, owner, 1n, `first:${owner.ownerId}:${index}`)]),
      );
      for (const posted of await Promise.all(posts)) outcomes.add('refused' in posted ? posted.refused : 'posted');
      expect(await available(owner)).toBe(16n);
    }
    expect([...outcomes]).toEqual(['posted']);
  });

  it('moves an amount once for a reference', async () => {
    const owner = newOwner();
    const deposit = moving(float, owner, 1000n, 'deposit:1');
    const balance = { postedMinor: 1000n, pendingMinor: 0n, availableMinor: 1000n };
    expect(await post(graph.pool, [deposit])).toEqual([
      { reference: 'deposit:1', kind: 'test', repeated: false, changed: [{ account: owner, version: 1, ...balance }] },
    ]);
    expect(await post(graph.pool, [{ ...deposit, at: new Date() }])).toEqual([
      { reference: 'deposit:1', kind: 'test', repeated: true, changed: [] },
    ]);
    const other = { ...deposit, transfers: [{ ...deposit.transfers[0]!, amountMinor: 999n }] };
    await expect(post(graph.pool, [other])).rejects.toThrow('another transaction with the reference deposit:1');
    expect(await balanceOf(graph.pool, owner)).toEqual({ ...balance, version: 1 });
  });

  it('costs one statement for any number of transactions', async () => {
    const owner = newOwner();
    await fund(owner, 1_000n);
    for (const size of [1, 5, 50]) {
      const stakes = Array.from({ length: size }, (_, n) => moving(owner, clearing, 1n, `cost:${size}:${n}`));
      expect((await graph.statements(() => post(graph.pool, stakes))).count).toBe(1);
    }
  });

  it('posts what is new of a call, beside what is repeated', async () => {
    const owner = newOwner();
    await fund(owner, 100n);
    const posted = await post(graph.pool, [
      moving(owner, clearing, 30n, 'part:1'),
      moving(float, owner, 100n, `fund:${owner.ownerId}`),
      moving(owner, clearing, 50n, 'part:2'),
    ]);
    expect(posted).toMatchObject([
      { reference: 'part:1', repeated: false, changed: [{ availableMinor: 70n, version: 2 }] },
      { repeated: true, changed: [] },
      { reference: 'part:2', repeated: false, changed: [{ availableMinor: 20n, version: 3 }] },
    ]);
  });

  it('is refused as a whole when a balance does not suffice', async () => {
    const [rich, poor] = [newOwner(), newOwner()];
    await fund(rich, 100n);
    await fund(poor, 10n);
    const transactions = [moving(rich, clearing, 60n, 'whole:1'), moving(poor, clearing, 11n, 'whole:2')];
    expect(await post(graph.pool, transactions)).toEqual({
      refused: 'insufficient_funds',
      account: poor,
      availableMinor: 10n,
    });
    expect([await available(rich), await available(poor)]).toEqual([100n, 10n]);
  });

  it('leaves a running transaction usable after a refusal', async () => {
    const owner = newOwner();
    await inTransaction(graph.pool, async (tx) => {
      expect(await post(tx, [moving(owner, clearing, 1n, 'usable:1')])).toMatchObject({ availableMinor: 0n });
      await post(tx, [moving(float, owner, 5n, 'usable:2')]);
    });
    expect(await available(owner)).toBe(5n);
  });

  it('refuses to debit a frozen account, except for staff', async () => {
    const owner = newOwner();
    await fund(owner, 100n);
    await setFrozen(graph.pool, owner, true);
    const debit = moving(owner, clearing, 10n, 'frozen:1');
    expect(await post(graph.pool, [debit])).toEqual({ refused: 'account_frozen', account: owner });
    expect(await post(graph.pool, [moving(float, owner, 1n, 'frozen:2')])).toMatchObject([{ repeated: false }]);
    expect(await post(graph.pool, [{ ...debit, isDespiteFreeze: true }])).toMatchObject([{ repeated: false }]);
    expect(await available(owner)).toBe(91n);
  });
});

describe('a hold', () => {
  it('sets its amount aside until a part of it is posted', async () => {
    const owner = newOwner();
    await fund(owner, 100n);
    const asked = { reference: 'hold:1', debit: owner, credit: clearing, amountMinor: 80n, at };
    expect(await hold(graph.pool, asked)).toMatchObject({
      hold: { status: 'PENDING' },
      changed: [{ availableMinor: 20n }],
    });
    expect(await hold(graph.pool, asked)).toMatchObject({ repeated: true, hold: { status: 'PENDING' } });
    expect(await post(graph.pool, [moving(owner, clearing, 21n, 'hold:1:too-much')])).toMatchObject({
      availableMinor: 20n,
    });
    const capture = { reference: 'hold:1', postReference: 'hold:1:capture', amountMinor: 50n, at };
    const posted = {
      hold: { status: 'POSTED', postedMinor: 50n },
      changed: [{ availableMinor: 50n, pendingMinor: 0n }],
    };
    expect(await postHold(graph.pool, capture)).toMatchObject(posted);
    expect(await postHold(graph.pool, capture)).toMatchObject({ repeated: true, hold: { postedMinor: 50n } });
    expect(await voidHold(graph.pool, { reference: 'hold:1', at })).toMatchObject({
      refused: 'hold_ended',
      hold: { status: 'POSTED' },
    });
    expect(await balanceOf(graph.pool, owner)).toMatchObject({ postedMinor: 50n, pendingMinor: 0n });
  });

  it('returns its amount when it is voided or expires', async () => {
    const owner = newOwner();
    await fund(owner, 100n);
    for (const [reference, end, status] of [
      ['hold:2', voidHold, 'VOIDED'],
      ['hold:3', expireHold, 'EXPIRED'],
    ] as const) {
      await hold(graph.pool, { reference, debit: owner, credit: clearing, amountMinor: 100n, at, expiresAt: at });
      expect(await available(owner)).toBe(0n);
      expect(await end(graph.pool, { reference, at })).toMatchObject({ repeated: false, hold: { status } });
      expect(await end(graph.pool, { reference, at })).toMatchObject({ repeated: true, hold: { status } });
      expect(await available(owner)).toBe(100n);
      expect(await findHold(graph.pool, reference)).toMatchObject({ status, endedAt: at, amountMinor: 100n });
    }
  });

  it('is refused when the amount is not there, and unknown when it was never made', async () => {
    const owner = newOwner();
    const asked = { reference: 'hold:4', debit: owner, credit: clearing, amountMinor: 1n, at };
    expect(await hold(graph.pool, asked)).toMatchObject({ refused: 'insufficient_funds' });
    expect(await voidHold(graph.pool, { reference: 'hold:4', at })).toEqual({
      refused: 'unknown_hold',
      reference: 'hold:4',
    });
  });
});

describe('a reversal', () => {
  it('posts the opposite, once', async () => {
    const owner = newOwner();
    await fund(owner, 100n);
    await post(graph.pool, [moving(owner, clearing, 40n, 'reversed:1')]);
    const undo = { reference: 'reversed:1', reversalReference: 'reversed:1:undo', at, reason: 'Test' };
    expect(await reverse(graph.pool, undo)).toMatchObject({ repeated: false, changed: [{ availableMinor: 100n }] });
    expect(await reverse(graph.pool, undo)).toMatchObject({ repeated: true });
    await expect(reverse(graph.pool, { ...undo, reversalReference: 'reversed:1:again' })).rejects.toThrow('unique');
    expect(await available(owner)).toBe(100n);
    expect(await reverse(graph.pool, { ...undo, reference: 'reversed:9' })).toMatchObject({
      refused: 'unknown_transaction',
    });
  });
});
