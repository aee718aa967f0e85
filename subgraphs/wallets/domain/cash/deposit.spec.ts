import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountDiffers, type CollectionFact, type Deposit, type DepositStep, followCollection } from './deposit.ts';

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

  it('books what is at the provider in the end, whenever it asks and however late the events come', () => {
    const arrived = (kind: 'succeeded' | 'corrected', receivedMinor: bigint): CollectionFact => ({
      ...paid,
      kind,
      receivedMinor,
    });
    const back = (returnedMinor: bigint, version: number): CollectionFact => ({
      kind: 'returned',
      returnedMinor,
      version,
      at: new Date(0),
    });
    /** What payments published, what it answers after each event, and what the provider has then. */
    type History = { events: CollectionFact[]; answers: CollectionFact[]; haveMinor: bigint };
    const pending: CollectionFact = { kind: 'pending' };
    const [whole, less] = [arrived('succeeded', 100_000n), arrived('succeeded', 99_900n)];
    const histories = fc.constantFrom<History>(
      { events: [declined], answers: [pending, declined], haveMinor: 0n },
      { events: [whole], answers: [pending, whole], haveMinor: 100_000n },
      { events: [less], answers: [pending, less], haveMinor: 99_900n },
      { events: [declined, whole], answers: [pending, declined, whole], haveMinor: 100_000n },
      { events: [whole, arrived('corrected', 99_900n)], answers: [pending, whole, less], haveMinor: 99_900n },
      {
        events: [declined, whole, arrived('corrected', 99_900n)],
        answers: [pending, declined, whole, less],
        haveMinor: 99_900n,
      },
      {
        events: [whole, back(40_000n, 3), back(30_000n, 4)],
        answers: [pending, whole, whole, whole],
        haveMinor: 70_000n,
      },
      { events: [less, back(99_900n, 3)], answers: [pending, less, less], haveMinor: 0n },
    );
    const acts = fc.array(fc.constantFrom('payments goes on', 'an event comes', 'it comes again', 'wallets asks'), {
      maxLength: 12,
    });
    const amountOf = ({ posting, after: { receivedMinor, correctedMinor }, backMinor = 0n }: DepositStep): bigint => {
      if (posting === 'credit' || posting === 'suspense') return receivedMinor!;
      if (posting === 'correct') return correctedMinor! - receivedMinor!;
      return posting === 'return' ? -backMinor : posting === 'return_reversed' ? backMinor : 0n;
    };
    fc.assert(
      fc.property(histories, acts, ({ events, answers, haveMinor }, steps) => {
        let [known, floatMinor, deposit] = [0, 0n, created];
        const hear = (fact: CollectionFact): void => {
          const step = follow(deposit, fact);
          if (step === null) return;
          deposit = step.after;
          floatMinor += amountOf(step);
        };
        let delivered = 0;
        for (const step of steps) {
          if (step === 'payments goes on') known = Math.min(known + 1, events.length);
          if (step === 'an event comes' && delivered < known) hear(events[delivered++]!);
          if (step === 'it comes again' && delivered > 0) hear(events[delivered - 1]!);
          if (step === 'wallets asks') hear(answers[known]!);
        }
        for (const event of events.slice(delivered)) hear(event);
        expect(floatMinor).toBe(haveMinor);
      }),
      { numRuns: 1_000 },
    );
  });

  it('that payments never heard of fails only before anything is known of it', () => {
    expect(follow(created, { kind: 'unknown' })).toMatchObject({
      posting: null,
      after: { status: 'FAILED', failure: { code: 'not_sent' } },
    });
    expect(follow(after(created, { kind: 'pending' }), { kind: 'unknown' })).toBeNull();
  });
});
