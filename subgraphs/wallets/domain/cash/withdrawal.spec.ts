import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { followWithdrawal, type Withdrawal, type WithdrawalFact, type WithdrawalPosting } from './withdrawal.ts';

const now = new Date('2026-11-20T10:00:00Z');
const times = { lookMs: 60_000, reviewMs: 3_600_000 };

const requested: Withdrawal = {
  id: 'wdr_1',
  ownerId: 'usr_1',
  walletId: 'wal_1',
  status: 'REQUESTED',
  currency: 'KES',
  amountMinor: 100_000n,
  withholdingMinor: 0n,
  phone: '+254712345678',
  challengeId: 'otp_1',
  codeSentTo: 'a•••@example.com',
  codeExpiresAt: now,
  receipt: null,
  failure: null,
  contradicted: false,
  payoutVersion: 0,
  idempotencyKey: 'key-of-the-spec',
  inputHash: 'hash',
  submittedAt: null,
  lookAt: null,
  correlationId: 'cor_1',
  version: 1,
  createdAt: now,
  updatedAt: now,
};

const held = { kind: 'held' } as const;
const pending = { kind: 'pending' } as const;
const unknown = { kind: 'unknown' } as const;
const paid = { kind: 'paid', receipt: 'SKX1', at: new Date(0) } as const;
const notPaid = { kind: 'not_paid', code: '2040', message: 'Unregistered.' } as const;
const refused = { kind: 'refused', code: 'insufficient_funds', message: 'Not enough.' } as const;

const later = (ms: number): Date => new Date(now.getTime() + ms);

/** The withdrawal after these facts, and its postings. */
function run(facts: readonly WithdrawalFact[], at = now): { after: Withdrawal; postings: WithdrawalPosting[] } {
  const postings: WithdrawalPosting[] = [];
  let after = requested;
  for (const fact of facts) {
    const step = followWithdrawal(after, fact, at, times);
    if (step === null) continue;
    after = step.after;
    if (step.posting !== null) postings.push(step.posting);
  }
  return { after, postings };
}

describe('a withdrawal', () => {
  it('holds the amount, asks for the payout, and posts it once', () => {
    const { after, postings } = run([held, held, pending, pending, paid, paid]);
    expect(after).toMatchObject({ status: 'COMPLETED', receipt: 'SKX1', submittedAt: now, lookAt: null });
    expect(postings).toEqual(['hold', 'post']);
  });

  it('frees the amount once when nothing was paid', () => {
    const { after, postings } = run([held, pending, notPaid, notPaid]);
    expect(after).toMatchObject({ status: 'FAILED', failure: { code: '2040' } });
    expect(postings).toEqual(['hold', 'void']);
  });

  it('may end before its payout was acknowledged', () => {
    expect(run([held, paid, pending])).toMatchObject({ after: { status: 'COMPLETED' }, postings: ['hold', 'post'] });
  });

  it('holds nothing when it is refused before', () => {
    expect(run([refused, held, pending])).toMatchObject({ after: { status: 'FAILED' }, postings: [] });
  });

  it('keeps the hold while the outcome is unknown, and goes to support after an hour', () => {
    const { after } = run([held, pending, unknown]);
    expect(after.status).toBe('SUBMITTED');
    const early = followWithdrawal(after, unknown, later(times.reviewMs - 1), times);
    expect(early).toBeNull();
    const review = followWithdrawal(after, unknown, later(times.reviewMs), times);
    expect(review).toMatchObject({ posting: null, after: { status: 'UNDER_REVIEW', lookAt: null } });
    expect(followWithdrawal(review!.after, paid, later(times.reviewMs), times)).toMatchObject({
      posting: 'post',
      after: { status: 'COMPLETED' },
    });
    expect(followWithdrawal(review!.after, notPaid, later(times.reviewMs), times)).toMatchObject({
      posting: 'void',
      after: { status: 'FAILED' },
    });
  });

  it('puts what contradicts its end into suspense, once', () => {
    expect(run([held, pending, notPaid, paid, paid])).toMatchObject({
      after: { status: 'FAILED', contradicted: true },
      postings: ['hold', 'void', 'late_payout'],
    });
    expect(run([held, pending, paid, notPaid, notPaid])).toMatchObject({
      after: { status: 'COMPLETED', contradicted: true },
      postings: ['hold', 'post', 'late_return'],
    });
  });

  it('is not contradicted by an event that is older than what payments has answered', () => {
    const at = (version: number, fact: WithdrawalFact) => ({ ...fact, version }) as WithdrawalFact;
    expect(run([held, at(3, paid), at(2, notPaid), at(3, paid)])).toMatchObject({
      after: { status: 'COMPLETED', contradicted: false, payoutVersion: 3 },
      postings: ['hold', 'post'],
    });
    // Newer, it is.
    expect(run([held, at(3, paid), at(4, notPaid)]).postings).toEqual(['hold', 'post', 'late_return']);
    // What support says has no version, and hides nothing that comes later.
    expect(run([held, at(1, pending), paid, at(2, notPaid)]).postings).toEqual(['hold', 'post', 'late_return']);
  });

  it('moves what payments says at the end, whenever it asks and however late the events come', () => {
    const said = fc.constantFrom<WithdrawalFact[]>(
      [pending, paid],
      [pending, notPaid],
      [pending, unknown, paid],
      [pending, unknown, notPaid],
      [pending, notPaid, paid],
      [pending, unknown, notPaid, paid],
    );
    const acts = fc.array(fc.constantFrom('payments goes on', 'an event comes', 'it comes again', 'wallets asks'), {
      maxLength: 14,
    });
    const effects: Partial<Record<WithdrawalPosting, number>> = { post: -1, late_payout: -1, late_return: 1 };
    fc.assert(
      fc.property(said, acts, (history, steps) => {
        const all = history.map((fact, index) => ({ ...fact, version: index + 1 }) as WithdrawalFact);
        const heard: WithdrawalFact[] = [held];
        let [known, delivered] = [1, 0];
        for (const step of steps) {
          if (step === 'payments goes on') known = Math.min(known + 1, all.length);
          if (step === 'an event comes') delivered = Math.min(delivered + 1, known);
          if (step === 'wallets asks') heard.push(all[known - 1]!);
          else if (step !== 'payments goes on' && delivered > 0) heard.push(all[delivered - 1]!);
        }
        const { postings } = run([...heard, ...all.slice(delivered)]);
        const moved = postings.reduce((sum, posting) => sum + (effects[posting] ?? 0), 0);
        expect(moved).toBe(history.at(-1) === paid ? -1 : 0);
      }),
      { numRuns: 500 },
    );
  });

  it('never posts or frees an amount twice, whatever arrives in whatever order', () => {
    const fact = fc.constantFrom<WithdrawalFact>(held, pending, unknown, paid, notPaid, refused);
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 12 }), (facts) => {
        const { postings } = run(facts);
        const count = (...kinds: WithdrawalPosting[]) => postings.filter((each) => kinds.includes(each)).length;
        expect(count('hold')).toBeLessThanOrEqual(1);
        expect(count('post', 'void')).toBeLessThanOrEqual(count('hold'));
        expect(count('late_payout', 'late_return')).toBeLessThanOrEqual(1);
      }),
    );
  });
});
