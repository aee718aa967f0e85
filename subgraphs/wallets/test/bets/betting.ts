import { expect } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { silentLogger } from '@soko/log';
import { person } from '@soko/testing';
import { placeBet, type PlaceBetInput } from '../../commands/bets/place-bet.ts';
import { createPlacing, type Placing } from '../../commands/bets/placing.ts';
import type { PlaceBetResult } from '../../domain/bets/place-bet-result.ts';
import { balanceOf, post } from '../../ledger/index.ts';
import { invariants } from '../../store/invariants.ts';
import { type Book, openBook, type Outcome } from '../markets/open-book.ts';

/** A book with people who have money, and what specs of bets do and look at. */
export interface Betting extends Book {
  /** An adult with a wallet that holds this many cents. */
  player(balanceMinor?: bigint, currency?: string): Promise<Viewer & { id: string }>;
  /** An event with one market of its own, open at these odds. Returns the first selection. */
  match(odds?: string, market?: object): Promise<Match>;
  place(as: Viewer, input: object): Promise<Outcome>;
  /** The error of a mutation by this person: its code and field. */
  refusedInput(mutation: string, as: Viewer, input: object): Promise<unknown>;
  /** Changes the odds of the first selection. */
  setOdds(match: Match, odds: string): Promise<void>;
  bet(id: string, as: Viewer): Promise<Outcome>;
  balance(as: { id: string }, currency?: string): Promise<bigint>;
  /** Sum of the ledger over all accounts of a currency, house accounts on the other side: must be zero. */
  trialBalance(): Promise<string>;
  exposure(scope: string, subjectId: string): Promise<{ bets: number; stake: string; open: string }>;
}

export interface Match {
  eventId: string;
  marketId: string;
  selectionId: string;
  otherId: string;
  odds: string;
}

export const wholeBet =
  `id kind status lines systemSizes unitStake { amount } stake { amount currency } openStake { amount }
  potentialReturn { amount } cashedOut { amount } returned { amount } oddsPolicy placedAt settledAt
  legs { odds isBanker result selection { id } market { id } event { id } }
  history { from to by reason amount { amount } } cashOuts { stake { amount } amount { amount } }`.replace(
    ' version: __typename',
    '',
  );

const refusals = `... on UserError { code message }
  ... on OddsChanged { odds: selections { selectionId requested current } }
  ... on MarketClosed { closed: selections { selectionId because } }
  ... on EventStarted { closed: selections { selectionId because } }
  ... on SelectionsOfOneEvent { eventId selectionIds }
  ... on StakeTooLow { min { amount } } ... on StakeTooHigh { max { amount } }
  ... on InsufficientFunds { available { amount } } ... on LimitReached { left { amount } }`;

export const kes = (amount: string) => ({ amount, currency: 'KES' });

export const single = ({ selectionId, odds }: Match, overrides: object = {}) => ({
  kind: 'SINGLE',
  selections: [{ selectionId, odds }],
  stake: kes('100.00'),
  idempotencyKey: newId('req'),
  ...overrides,
});

export const several = (kind: 'ACCUMULATOR' | 'SYSTEM', matches: readonly Match[], overrides: object = {}) => ({
  ...single(matches[0]!),
  kind,
  selections: matches.map(({ selectionId, odds }) => ({ selectionId, odds })),
  ...overrides,
});

export async function openBetting(options: Parameters<typeof openBook>[0] = {}): Promise<Betting> {
  const book = await openBook(options);
  const { pool } = book;

  const fund = (ownerId: string, currency: string, amountMinor: bigint) =>
    post(pool, [
      {
        reference: `spec:${newId('req')}`,
        kind: 'deposit',
        transfers: [
          { debit: { code: 'mpesa_float', currency }, credit: { code: 'user_wallet', currency, ownerId }, amountMinor },
        ],
        at: book.now(),
      },
    ]);

  return {
    ...book,
    async player(balanceMinor = 1_000_000n, currency = 'KES') {
      const viewer = person(newId('usr')) as Viewer & { id: string };
      await book.mutate('openWallet', { idempotencyKey: newId('req'), currency }, '... on Wallet { id }', viewer);
      await pool.query(`INSERT INTO gaming_person (user_id, date_of_birth, country) VALUES ($1, '1990-01-01', 'KE')`, [
        viewer.id,
      ]);
      if (balanceMinor > 0n) await fund(viewer.id, currency, balanceMinor);
      return viewer;
    },
    async match(odds = '2.000', market = {}) {
      const { id: eventId } = await book.event();
      const selections = [
        { outcome: 'YES', odds },
        { outcome: 'NO', odds: '1.500' },
      ];
      const made = await book.market(eventId, { type: 'BTTS', selections, ...market });
      const [first, second] = made.selections;
      return { eventId, marketId: made.id, selectionId: first.id, otherId: second.id, odds };
    },
    place: (as, input) => book.mutate('placeBet', input, `... on Bet { ${wholeBet} } ${refusals}`, as),
    async refusedInput(mutation, as, input) {
      const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
      const { errors } = await book.query(
        `mutation ($input: ${type}) { ${mutation}(input: $input) { __typename } }`,
        { input },
        { as },
      );
      const { code, field } = (errors?.[0]?.extensions ?? {}) as { code?: string; field?: string };
      return field === undefined ? code : `${code} at ${field}`;
    },
    async setOdds({ marketId, selectionId }, odds) {
      const { rows } = await pool.query('SELECT version FROM market WHERE id = $1', [marketId]);
      const input = { marketId, expectedVersion: rows[0].version, selections: [{ selectionId, odds }] };
      const changed = await book.mutate('setOdds', input);
      if (changed.__typename !== 'Market') throw new Error(JSON.stringify(changed));
    },
    async bet(id, as) {
      const { data, errors } = await book.query(
        `query ($id: ID!) { bet(id: $id) { ${wholeBet} cancellableUntil cashOutValue { amount } } }`,
        { id },
        { as },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      return data['bet'];
    },
    async balance({ id: ownerId }, currency = 'KES') {
      return (await balanceOf(pool, { code: 'user_wallet', currency, ownerId })).availableMinor;
    },
    async trialBalance() {
      const { rows } = await pool.query(
        'SELECT coalesce(sum(debits_minor - credits_minor), 0) AS sum FROM ledger_account',
      );
      return rows[0].sum;
    },
    async exposure(scope, subjectId) {
      const { rows } = await pool.query(
        'SELECT bets, stake_minor AS stake, open_minor AS open FROM exposure WHERE scope = $1 AND subject_id = $2',
        [scope, subjectId],
      );
      return rows[0] ?? null;
    },
  };
}

export type Player = Viewer & { id: string };

export const players = (betting: Betting, count: number, balanceMinor?: bigint): Promise<Player[]> =>
  Promise.all(Array.from({ length: count }, () => betting.player(balanceMinor)));

/** What another process of wallets places bets with, on the same database. */
export const anotherProcess = ({ pool }: Pick<Betting, 'pool'>): Placing => createPlacing({ pool, log: silentLogger });

/** Gives a player one limit of responsible gaming, such as `stake_day_minor`. */
export async function limitPlayer(
  { pool, now }: Betting,
  { id }: Player,
  column: string,
  minor: bigint,
): Promise<void> {
  await pool.query(
    `INSERT INTO gaming_account (user_id, currency, sequence, latest_at, ${column}) VALUES ($1, 'KES', 0, $2, $3)`,
    [id, now(), minor],
  );
}

/** Places a bet in another process. */
export function placeIn(
  { pool, now }: Betting,
  placing: Placing,
  viewer: Player,
  input: object,
): Promise<PlaceBetResult> {
  const trail = {
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'user', id: viewer.id },
    now,
  } as const;
  return placeBet({ viewer, pool, now, trail, placing }, input as PlaceBetInput);
}

/** Every rule is kept, and debits and credits are equal. */
export async function expectSoundBooks({ pool, now, trialBalance }: Betting): Promise<void> {
  const checked = await checkInvariants(pool, invariants, { since: new Date(0), settled: now() });
  expect(checked.filter(({ broken }) => broken.length > 0)).toEqual([]);
  expect(await trialBalance()).toBe('0');
}

/** A player who has 900.00 left after a bet of 100.00 at 2.000. */
export async function betOnMatch(betting: Betting) {
  const match = await betting.match('2.000');
  const player = await betting.player(100_000n);
  const { id } = await betting.place(player, single(match));
  return { match, player, id: id as string };
}
