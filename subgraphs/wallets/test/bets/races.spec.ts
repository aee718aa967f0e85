import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, paymentsCollection, paymentsDisbursement } from '@soko/events';
import { newId } from '@soko/ids';
import { type Fixture, until } from '@soko/testing';
import { balanceOf, verifyLedger } from '../../ledger/index.ts';
import { startPayments } from '../cash/payments-fixture.ts';
import { rightCode, startUsers } from '../cash/users-fixture.ts';
import type { Outcome } from '../markets/open-book.ts';
import {
  anotherProcess,
  type Betting,
  expectSoundBooks,
  kes,
  limitPlayer,
  type Match,
  openBetting,
  placeIn,
  type Player,
  players,
  several,
  single,
} from './betting.ts';

const payments = startPayments();
const peers: Record<string, Fixture> = { payments, users: startUsers() };
let betting: Betting;
beforeAll(async () => {
  betting = await openBetting({ peers: (name) => peers[name]!.transport });
});
afterAll(() => betting.close());

/** The largest stakes and losses of those who have limits. Each bet is 100.00. */
const stakeLimitMinor = 25_000n;
const lossLimitMinor = 15_000n;

interface Placed {
  id: string;
  player: Player;
}

const userError = '... on UserError { code }';
const asked = (as: Player, mutation: string, input: object, selection: string): Promise<Outcome> =>
  betting.mutate(mutation, { idempotencyKey: newId('req'), ...input }, selection, as);

const cancel = ({ id: betId, player }: Placed) => asked(player, 'cancelBet', { betId }, '... on Bet { id }');

async function cashOut({ id: betId, player }: Placed): Promise<void> {
  const offer = await betting.mutate('offerCashOut', { betId }, '... on CashOutOffer { id }', player);
  if (offer.__typename === 'CashOutOffer')
    await asked(player, 'cashOutBet', { offerId: offer.id }, '... on Bet { id }');
}

/** Ends a bet in one of two ways, or in both at once. */
const end = (bet: Placed, index: number): Promise<unknown> =>
  Promise.all([...(index % 3 === 0 ? [] : [cashOut(bet)]), ...(index % 3 === 1 ? [] : [cancel(bet)])]);

const trail = () =>
  ({
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service', id: 'payments' },
    now: betting.now,
  }) as const;
let told = 0;

/** Deposits 100.00: by card, which is paid at once, or by M-Pesa, whose event pays it. */
async function deposit(player: Player, walletId: string, isCard: boolean): Promise<void> {
  const payer = isCard ? { method: 'STRIPE_CARD', token: 'pm_paid' } : { method: 'MPESA', phone: '0712345678' };
  const input = { walletId, amount: kes('100.00'), ...payer };
  const { id: reference } = await asked(player, 'deposit', input, `... on Deposit { id }`);
  if (isCard) return;
  const amount = { amountMinor: '10000', currency: 'KES' };
  const paid = { amount, receivedAmount: amount, receipt: reference, settledAt: betting.now().toISOString() };
  const data = { reference, userId: player.id, method: 'MPESA', provider: 'mpesa', ...paid } as const;
  const about = { subject: `col_${reference}`, sequence: (told += 1), data };
  const event = newEvent(paymentsCollection, 'succeeded', about, trail());
  await betting.bus.publish(paymentsCollection.name, [event, event]);
}

/** Withdraws 120.00 when there is as much: half of the withdrawals are paid, half of them fail. */
async function withdraw(player: Player, walletId: string, isPaid: boolean): Promise<void> {
  const input = { walletId, amount: kes('120.00'), phone: '+254712345678' };
  const { id: reference } = await asked(player, 'requestWithdrawal', input, '... on Withdrawal { id }');
  if (reference === undefined) return;
  const confirming = { withdrawalId: reference, code: rightCode };
  const confirmed = await betting.mutate('confirmWithdrawal', confirming, '... on Withdrawal { id }', player);
  if (confirmed.__typename !== 'Withdrawal') return;
  const facts = { amount: { amountMinor: '12000', currency: 'KES' }, settledAt: betting.now().toISOString() };
  const data = { reference, userId: player.id };
  const about = { subject: `dsb_${reference}`, sequence: (told += 1) };
  const event = isPaid
    ? newEvent(paymentsDisbursement, 'succeeded', { ...about, data: { ...data, ...facts, receipt: 'SKX' } }, trail())
    : newEvent(paymentsDisbursement, 'failed', { ...about, data: { ...data, code: '2040', message: 'No.' } }, trail());
  await betting.bus.publish(paymentsDisbursement.name, [event]);
}

const resultsOf = ({ selectionId, otherId }: Match, first: string, second: string) => [
  { selectionId, result: first },
  { selectionId: otherId, result: second },
];

async function settle(match: Match, first: string, second: string): Promise<void> {
  await betting.mutate('closeMarket', { marketId: match.marketId });
  const input = { marketId: match.marketId, results: resultsOf(match, first, second) };
  const settled = await betting.mutate('settleMarket', { idempotencyKey: newId('req'), ...input }, userError);
  expect(settled).toEqual({ __typename: 'Market' });
}

async function resettle(match: Match): Promise<void> {
  const input = { marketId: match.marketId, results: resultsOf(match, 'WON', 'LOST'), reason: 'Wrong' };
  const settled = await betting.mutate('resettleMarket', { idempotencyKey: newId('req'), ...input }, userError);
  expect(settled).toEqual({ __typename: 'Market' });
}

async function voidMatch({ marketId }: Match): Promise<void> {
  const input = { idempotencyKey: newId('req'), marketId, reason: 'Abandoned' };
  expect(await betting.mutate('voidMarket', input, userError)).toEqual({ __typename: 'Market' });
}

/** Resolves when one of these bets is placed, or none of them is. */
const onePlaced = (bets: readonly Promise<readonly Placed[]>[]): Promise<unknown> =>
  Promise.race([
    Promise.all(bets),
    ...bets.map((bet) => bet.then((placed) => (placed.length > 0 ? null : Promise.all(bets)))),
  ]);

const rowsOf = async (sql: string, values: unknown[] = []): Promise<Outcome[]> =>
  (await betting.pool.query(sql, values)).rows;

describe('bets that arrive while the money of their users moves in every other way', () => {
  it('exist once, end once and are paid once', async () => {
    const limits = (await players(betting, 2, 100_000n)) as [Player, Player];
    const [staking, losing] = limits;
    const poor = await betting.player(15_000n);
    const all = [...limits, poor, ...(await players(betting, 5, 30_000n))];
    const initial = await Promise.all(all.map((player) => betting.balance(player)));
    await limitPlayer(betting, staking, 'stake_day_minor', stakeLimitMinor);
    await limitPlayer(betting, losing, 'loss_day_minor', lossLimitMinor);
    const wallets = await rowsOf('SELECT id, owner_id FROM wallet');
    const walletOf = new Map<string, string>(wallets.map(({ id, owner_id: ownerId }) => [ownerId, id]));
    const settleAll = () => betting.subgraph.runJob('wallets.settle-bets');

    const processes = [anotherProcess(betting), anotherProcess(betting)];
    const idsByKey = new Map<string, Set<string>>();
    const codes = new Map<Player, string[]>(all.map((player) => [player, []]));
    /** Places a bet in two processes at once, with the same key. */
    const place = (player: Player, input: ReturnType<typeof single>): Promise<Placed[]> =>
      Promise.all(
        processes.map(async (placing) => {
          const answer = await placeIn(betting, placing, player, input);
          if ('code' in answer) {
            codes.get(player)!.push(answer.code);
            return [];
          }
          const ids = idsByKey.get(input.idempotencyKey) ?? new Set();
          idsByKey.set(input.idempotencyKey, ids.add(answer.id));
          return [{ id: answer.id, player }];
        }),
      ).then(([first, second]) => [...first!, ...second!].slice(0, 1));

    let before: Match | null = null;
    let open: Placed[] = [];
    const stillOpen: Match[] = [];
    for (let number = 0; number < 3; number += 1) {
      // One match is voided and one is settled while bets on them arrive; one stays open to the end.
      const [settled, voided, stays] = [await betting.match(), await betting.match(), await betting.match()];
      // Those with limits bet on what is won after all: their losses only become smaller. The poor one loses.
      const side = (match: Match, index: number) =>
        [0, 1, 4, 6].includes(index) ? match : { ...match, selectionId: match.otherId, odds: '1.500' };
      const bets = all.flatMap((player, index) => [
        place(player, single(side(player === poor ? stays : voided, index))),
        place(player, single(side(settled, index))),
        place(player, single(side(stays, index))),
        place(player, several('ACCUMULATOR', [side(settled, index), side(stays, index)])),
        place(player, single(side(stays, index))),
      ]);
      const ofKind = (kind: number) => bets.filter((_, index) => index % 5 === kind);
      const money = all.filter((player) => player !== poor);
      await Promise.all([
        onePlaced(ofKind(0)).then(() => voidMatch(voided)),
        onePlaced(ofKind(1)).then(() => settle(settled, 'LOST', 'WON')),
        before === null ? null : resettle(before),
        ...open.map(end),
        ...money.map((player, index) => deposit(player, walletOf.get(player.id)!, index % 2 === 0)),
        ...money.map((player, index) => withdraw(player, walletOf.get(player.id)!, (index + number) % 2 === 0)),
        ...bets,
      ]);
      await settleAll();
      before = settled;
      stillOpen.push(stays);
      const later = (await Promise.all([2, 4, 3, 1].flatMap(ofKind))).flat();
      open = later.filter(({ player }) => player !== staking && player !== poor);
    }
    await Promise.all([resettle(before!), ...stillOpen.map((match) => settle(match, 'WON', 'LOST')), ...open.map(end)]);
    await settleAll();
    await until('deposits and withdrawals have ended', async () => {
      const [{ waiting }] =
        await rowsOf(`SELECT (SELECT count(*) FROM deposit WHERE status NOT IN ('COMPLETED', 'FAILED'))
        + (SELECT count(*) FROM withdrawal WHERE status NOT IN ('COMPLETED', 'FAILED', 'REQUESTED')) AS waiting`);
      return waiting === '0';
    });

    // Each accepted bet exists once.
    const bets = await rowsOf('SELECT * FROM bet');
    const ids = [...idsByKey.values()].map((each) => [...each]);
    expect(ids.every((each) => each.length === 1)).toBe(true);
    expect(new Set(ids.flat())).toEqual(new Set(bets.map(({ id }) => id)));
    expect(ids).toHaveLength(bets.length);

    // It ends once, and each end that this is about was seen.
    const ends = await rowsOf(`SELECT b.id, b.status, count(t.id)::int AS ends FROM bet b
      LEFT JOIN ledger_transaction t ON t.reference LIKE 'bet:' || b.id || ':%' AND t.reverses IS NULL
        AND t.kind IN ('bet_cancelled', 'bet_cash_out', 'bet_settlement')
        AND NOT EXISTS (SELECT FROM ledger_transaction r WHERE r.reverses = t.id)
      GROUP BY b.id, b.status`);
    expect(ends.filter(({ ends: count }) => count !== 1)).toEqual([]);
    expect(new Set(ends.map(({ status }) => status))).toEqual(
      new Set(['CANCELLED', 'CASHED_OUT', 'LOST', 'VOID', 'WON']),
    );
    expect(await rowsOf('SELECT FROM bet WHERE settlement_revision > 1')).not.toEqual([]);
    const cash = await rowsOf(`SELECT DISTINCT status FROM withdrawal WHERE status <> 'REQUESTED' ORDER BY 1`);
    expect(cash).toEqual([{ status: 'COMPLETED' }, { status: 'FAILED' }]);
    expect(codes.get(poor)).toContain('INSUFFICIENT_FUNDS');

    // Wallets hold what came in, less what went out, and were never below zero.
    for (const [index, { id }] of all.entries()) {
      const [{ expected }] = await rowsOf(
        `SELECT $2 + (SELECT coalesce(sum(amount_minor), 0) FROM deposit WHERE owner_id = $1 AND status = 'COMPLETED')
          - (SELECT coalesce(sum(amount_minor), 0) FROM withdrawal WHERE owner_id = $1 AND status = 'COMPLETED')
          + (SELECT coalesce(sum(CASE status WHEN 'CANCELLED' THEN 0 ELSE cashed_out_minor + coalesce(return_minor, 0) - stake_minor END), 0)
             FROM bet WHERE user_id = $1) AS expected`,
        [id, initial[index]],
      );
      const receivable = { code: 'customer_receivable', currency: 'KES', ownerId: id } as const;
      const owedMinor = (await balanceOf(betting.pool, receivable)).postedMinor;
      expect((await betting.balance({ id })) - owedMinor).toBe(BigInt(expected));
    }
    const wrong = await rowsOf(`SELECT a.owner_id FROM ledger_account a JOIN ledger_posting p ON p.account_id = a.id
      WHERE a.code = 'user_wallet' GROUP BY a.id HAVING min(p.balance_minor) < 0 OR a.credits_minor - a.debits_minor
        <> sum(CASE WHEN p.is_pending THEN 0 WHEN p.side = 'C' THEN p.amount_minor ELSE -p.amount_minor END)`);
    expect(wrong).toEqual([]);
    expect(await verifyLedger(betting.pool, { since: null })).toMatchObject({ breaks: [] });

    // Nobody is beyond a limit, and the limits were reached.
    const sumOf = (player: Player, minorOf: (bet: Outcome) => bigint): bigint =>
      bets
        .filter(({ user_id: userId, status }) => userId === player.id && status !== 'CANCELLED')
        .reduce((sum, bet) => sum + minorOf(bet), 0n);
    expect(sumOf(staking, (bet) => BigInt(bet.stake_minor))).toBe(20_000n);
    const lostMinor = sumOf(
      losing,
      (bet) => BigInt(bet.stake_minor) - BigInt(bet.return_minor ?? 0) - BigInt(bet.cashed_out_minor),
    );
    expect(lostMinor).toBeLessThanOrEqual(lossLimitMinor);
    for (const player of [staking, losing]) expect(codes.get(player)).toContain('LIMIT_REACHED');

    // Bets of several users went together.
    const [accepted] = await rowsOf(`SELECT count(*)::int AS bets, count(DISTINCT xmin::text)::int AS transactions
      FROM bet_history WHERE from_status IS NULL AND to_status = 'ACCEPTED'`);
    expect(accepted.bets).toBe(bets.length);
    expect(accepted.transactions).toBeLessThan(accepted.bets);
    await expectSoundBooks(betting);
  });
});
