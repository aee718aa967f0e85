import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '@soko/invariants';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import pLimit from 'p-limit';
import { invariants } from '../../store/invariants.ts';
import type { Json } from '../cash/cash-desk.ts';
import { openPayDesk, type PayDesk } from './pay-desk.ts';

let desk: PayDesk;
beforeAll(async () => {
  desk = await openPayDesk();
});
afterAll(() => desk.close());

const pairs = 200;
const earned = 10_000;

type Seller = Awaited<ReturnType<PayDesk['seller']>>;

/** A sale of a seller of its own, what may be paid out of it, and the refund of all of it. */
interface Pair {
  seller: Seller;
  /** Requests the payout twice, each time with its key. */
  request(): Promise<Json[]>;
  /** Payments has begun the refund. */
  begin(): Promise<void>;
  /** Wallets knows that the refund has begun. */
  isBegun(): Promise<unknown>;
  /** Payments has made the refund. */
  end(): Promise<void>;
}

async function newPair(index: number): Promise<Pair> {
  const kind = index % 2 === 0 ? 'STRIPE' : 'MPESA';
  const seller = await desk.seller(kind);
  const sale = await seller.sell(earned);
  const keys = [newId('req'), newId('req')];
  const amount = { amountMinor: String(earned), currency: kind === 'MPESA' ? 'KES' : 'EUR' };
  const refund = { refundId: newId('rfd'), amount, reason: 'Came back' };
  return {
    seller,
    request: () => Promise.all(keys.map((idempotencyKey) => seller.request({ idempotencyKey }))),
    begin: () => sale.payment('refund_begun', 0, refund),
    isBegun: () => desk.untilRow('SELECT 1 FROM refund_reserve WHERE refund_id = $1', [refund.refundId]),
    end: () => sale.payment('refunded', earned, refund),
  };
}

type Winner = 'payout' | 'refund';

/** The winner of a pair whose order is certain. */
const certain = (index: number): Winner | null => (index % 10 === 0 ? 'refund' : index % 10 === 5 ? 'payout' : null);

interface Outcome {
  winner: Winner;
  /** The payout that won. */
  payoutId?: string;
}

/** Who was first. The others have left no trace: a payout that the refund overtook before its provider was asked has ended. */
async function outcomeOf({ seller }: Pair, answers: readonly Json[]): Promise<Outcome> {
  const payouts = await desk.payouts(seller.id);
  const isAsked = ({ id }: Json): boolean => desk.payments.disbursements.has(id);
  const others = answers.filter((answer) => !isAsked(answer));
  for (const { code, status, failure } of others) {
    if (code === undefined)
      expect({ status, failure }).toMatchObject({ status: 'FAILED', failure: { code: 'not_covered' } });
    else expect(code).toBe('PAYOUT_BELOW_MINIMUM');
  }
  const ended = others.filter(({ code }) => code === undefined);
  expect(payouts.filter(({ status }) => status === 'FAILED')).toHaveLength(ended.length);
  const asked = payouts.filter(isAsked);
  expect(payouts).toHaveLength(ended.length + asked.length);
  if (asked.length === 0) return { winner: 'refund' };
  expect(asked).toMatchObject([{ status: 'PROCESSING', amount: { amount: '100.00' } }]);
  return { winner: 'payout', payoutId: asked[0].id };
}

/** The refund is made while the provider pays what it was asked for. */
async function finish({ seller, end }: Pair, { payoutId: id }: Outcome): Promise<void> {
  await Promise.all([end(), ...(id === undefined ? [] : [desk.disbursement('succeeded', id)])]);
  await desk.untilRow('SELECT 1 FROM sale WHERE seller_id = $1 AND refunded_minor = $2', [seller.id, earned]);
  if (id !== undefined) await desk.untilPayout(id, 'PAID');
}

/** What there is to see of a seller at the end. */
const seen = async ({ seller }: Pair) => ({
  statuses: (await desk.payouts(seller.id)).map(({ status }) => status).filter((status) => status !== 'FAILED'),
  paid: await seller.paid(),
  balance: await seller.balance(),
});

const ends: Readonly<Record<Winner, object>> = {
  // The seller owes what was refunded.
  payout: {
    statuses: ['PAID'],
    paid: earned,
    balance: { available: '-100.00', pending: '0.00', reserved: '0.00', inPayout: '0.00' },
  },
  refund: {
    statuses: [],
    paid: 0,
    balance: { available: '0.00', pending: '0.00', reserved: '0.00', inPayout: '0.00' },
  },
};

describe('two requests for a payout and the refund of its only sale at the same moment', () => {
  it('are won by one of them, 200 times: nothing is paid twice', async () => {
    const limit = pLimit(4);
    const each = <T>(work: (pair: Pair, index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(all.map((pair, index) => limit(() => work(pair, index))));
    const all = await Promise.all(Array.from({ length: pairs }, (_, index) => limit(() => newPair(index))));

    // An event takes longer than a request: it has no head start, or that of one to four other requests. Of every ten pairs,
    // one has its refund first for certain, and one its request.
    const answers = await each(async ({ request, begin, isBegun, seller }, index) => {
      if (certain(index) === 'payout') {
        const answered = await request();
        await begin();
        return answered;
      }
      const begun = begin();
      if (certain(index) === 'refund') await begun.then(isBegun);
      for (let head = index % 5; head > 0; head -= 1) await seller.balance();
      const [answered] = await Promise.all([request(), begun]);
      return answered;
    });
    await until('payments has begun all refunds', async () => {
      const [{ count }] = await desk.rowsOf('SELECT count(*)::int AS count FROM refund_reserve', []);
      return count === pairs;
    });
    const outcomes = await each((pair, index) => outcomeOf(pair, answers[index]!));
    const winners = outcomes.map(({ winner }) => winner);
    const paidCount = winners.filter((winner) => winner === 'payout').length;
    expect(winners).toEqual(winners.map((winner, index) => certain(index) ?? winner));
    expect(desk.payments.disbursements.size).toBe(paidCount);

    await each((pair, index) => finish(pair, outcomes[index]!));
    expect(await each(seen)).toEqual(winners.map((winner) => ends[winner]));

    // Everything again: the requests, the events, the job and a run for all.
    await each(({ request, begin, end }) => Promise.all([request(), begin(), end()]));
    await desk.subgraph.runJob('wallets.continue-payouts');
    expect(await desk.by('runPayouts', {}, '... on PayoutRun { payoutCount finishedAt }')).toMatchObject({
      payoutCount: 0,
      finishedAt: expect.any(String),
    });
    expect(await each(seen)).toEqual(winners.map((winner) => ends[winner]));
    expect(desk.payments.disbursements.size).toBe(paidCount);

    expect(await desk.trialBalance()).toBe(0n);
    const checked = await checkInvariants(desk.pool, invariants, { since: new Date(0), settled: desk.now() });
    expect(checked.filter(({ broken }) => broken.length > 0)).toEqual([]);
  });
});
