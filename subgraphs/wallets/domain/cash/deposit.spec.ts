import { describe, expect, it } from '@jest/globals';
import { amountDiffers, type CollectionFact, type Deposit, followCollection } from './deposit.ts';

const now = new Date('2026-11-20T10:00:00Z');
const lookMs = 60_000;

const created: Deposit = {
  id: 'dep_1',
  ownerId: 'usr_1',
  walletId: 'wal_1',
  method: 'MPESA',
  status: 'CREATED',
  currency: 'KES',
  amountMinor: 100_000n,
  exciseMinor: 0n,
  receivedMinor: null,
  receivedIn: null,
  correctedMinor: null,
  returnedMinor: 0n,
  lentMinor: 0n,
  returnsVersion: 0,
  receipt: null,
  clientSecret: null,
  actionUrl: null,
  failure: null,
  idempotencyKey: 'key-of-the-spec',
  inputHash: 'hash',
  lookAt: now,
  correlationId: 'cor_1',
  version: 1,
  createdAt: now,
  updatedAt: now,
};

const follow = (deposit: Deposit, fact: CollectionFact) => followCollection(deposit, fact, now, lookMs);
const after = (deposit: Deposit, ...facts: CollectionFact[]): Deposit =>
  facts.reduce((known, fact) => follow(known, fact)?.after ?? known, deposit);

const paid = { kind: 'succeeded', receivedMinor: 100_000n, currency: 'KES', receipt: 'SKX1', at: new Date(0) } as const;
const declined = { kind: 'failed', code: '1032', message: 'Cancelled.' } as const;
const action = { kind: 'requires_action', clientSecret: 'secret', actionUrl: 'https://bank.example' } as const;

describe('a deposit', () => {
  it('waits for the provider, then is credited once', () => {
    const pending = after(created, { kind: 'pending' });
    expect(pending).toMatchObject({ status: 'PENDING', version: 2, lookAt: new Date(now.getTime() + lookMs) });
    expect(follow(pending, { kind: 'pending' })).toBeNull();
    const step = follow(pending, paid);
    expect(step).toMatchObject({
      posting: 'credit',
      after: { status: 'COMPLETED', receivedMinor: 100_000n, receipt: 'SKX1', lookAt: null },
    });
    expect(follow(step!.after, paid)).toBeNull();
    expect(follow(step!.after, declined)).toBeNull();
  });

  it('shows the confirmation that a bank wants until it is over', () => {
    const waiting = after(created, action);
    expect(waiting).toMatchObject({ status: 'PENDING', clientSecret: 'secret', actionUrl: 'https://bank.example' });
    expect(follow(waiting, action)).toBeNull();
    expect(after(waiting, { kind: 'pending' })).toMatchObject({ status: 'PENDING', clientSecret: null });
    expect(after(waiting, declined)).toMatchObject({ status: 'FAILED', clientSecret: null, failure: { code: '1032' } });
  });

  it('fails without money, and is credited when the money arrives later', () => {
    const failed = after(created, { kind: 'pending' }, declined);
    expect(failed).toMatchObject({ status: 'FAILED', receivedMinor: null });
    expect(follow(failed, { kind: 'pending' })).toBeNull();
    expect(follow(failed, paid)).toMatchObject({ posting: 'credit', after: { status: 'COMPLETED', failure: null } });
  });

  it.each([
    { ...paid, receivedMinor: 99_900n },
    { ...paid, receivedMinor: 100_100n },
    { ...paid, currency: 'UGX' },
  ])('puts another amount into suspense, once', (other) => {
    const step = follow(after(created, { kind: 'pending' }), other);
    expect(step).toMatchObject({ posting: 'suspense', after: { status: 'FAILED', failure: { code: amountDiffers } } });
    expect(follow(step!.after, other)).toBeNull();
    expect(follow(step!.after, paid)).toBeNull();
  });

  it('keeps what was credited when another amount turns out to have arrived, once', () => {
    const done = after(created, { ...paid, receipt: null });
    const told = { ...paid, kind: 'corrected', receivedMinor: 99_900n } as const;
    const step = follow(done, told);
    expect(step).toMatchObject({
      posting: 'correct',
      after: { status: 'COMPLETED', receivedMinor: 100_000n, correctedMinor: 99_900n, receipt: 'SKX1' },
    });
    for (const again of [told, { ...told, receivedMinor: 99_800n }, paid, { ...paid, receivedMinor: 99_900n }])
      expect(follow(step!.after, again)).toBeNull();
    // Payments said so before the event did: all of it waits in suspense.
    const read = follow(created, told);
    expect(read).toMatchObject({ posting: 'suspense', after: { status: 'FAILED', receivedMinor: 99_900n } });
    expect(follow(read!.after, told)).toBeNull();
  });

  it('goes back and comes back once for each report, and not before it arrived', () => {
    const back = (returnedMinor: bigint, version: number) =>
      ({ kind: 'returned', returnedMinor, version, at: new Date(0) }) as const;
    expect(() => follow(created, back(1n, 3))).toThrow('before it arrived');
    const done = after(created, paid);
    const first = follow(done, back(40_000n, 3));
    expect(first).toMatchObject({ posting: 'return', backMinor: 40_000n, after: { status: 'COMPLETED' } });
    expect(follow(first!.after, back(40_000n, 3))).toBeNull();
    expect(follow(first!.after, back(40_000n, 4))).toBeNull();
    const second = follow(first!.after, back(100_000n, 5));
    expect(second).toMatchObject({ backMinor: 60_000n });
    const here = follow(second!.after, back(30_000n, 6));
    expect(here).toMatchObject({ posting: 'return_reversed', backMinor: 70_000n, after: { returnedMinor: 30_000n } });
    // An old report that is delivered again.
    expect(follow(here!.after, back(100_000n, 5))).toBeNull();
    expect(follow(here!.after, back(100_000n, 7))).toMatchObject({ posting: 'return', backMinor: 70_000n });
  });

  it('that payments never heard of fails only before anything is known of it', () => {
    expect(follow(created, { kind: 'unknown' })).toMatchObject({
      posting: null,
      after: { status: 'FAILED', failure: { code: 'not_sent' } },
    });
    expect(follow(after(created, { kind: 'pending' }), { kind: 'unknown' })).toBeNull();
  });
});
