import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
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

let betting: Betting;
let first: Match;
let second: Match;
beforeAll(async () => {
  betting = await openBetting();
  [first, second] = [await betting.match('2.000'), await betting.match('3.500')];
});
afterAll(() => betting.close());

describe('bets of several users at once', () => {
  it('are placed in a few transactions, each with its stake, its legs and its events', async () => {
    const all = await players(betting, 20, 50_000n);
    const inputs = all.map((_, index) =>
      index % 4 === 0 ? several('ACCUMULATOR', [first, second]) : single(index % 2 === 0 ? first : second),
    );
    const placing = anotherProcess(betting);
    const { texts } = await betting.statements(() =>
      Promise.all(all.map((player, index) => placeIn(betting, placing, player, inputs[index]!))),
    );
    expect(texts.filter((text) => text === 'COMMIT')).toHaveLength(2);
    expect(texts).toHaveLength(14);
    for (const [index, player] of all.entries()) {
      const {
        rows: [{ id }],
      } = await betting.pool.query('SELECT id FROM bet WHERE user_id = $1', [player.id]);
      const isSeveral = index % 4 === 0;
      expect(await betting.bet(id, player)).toMatchObject({
        kind: isSeveral ? 'ACCUMULATOR' : 'SINGLE',
        status: 'ACCEPTED',
        stake: { amount: '100.00' },
        legs: inputs[index]!.selections.map(({ selectionId, odds }) => ({ selection: { id: selectionId }, odds })),
        history: [{ from: null, to: 'ACCEPTED', by: 'user', amount: { amount: '-100.00' } }],
      });
      expect(await betting.balance(player)).toBe(40_000n);
      const told = (await betting.told()).filter(
        ({ subject, data }) => subject === id || (data as { reference?: string }).reference === `bet:${id}:stake`,
      );
      expect(told.map(({ type, actor }) => [type, actor.id])).toEqual([
        ['wallets.bet.placed', player.id],
        ['wallets.wallet.balance_changed', player.id],
      ]);
    }
    await expectSoundBooks(betting);
  });

  it('are refused one by one, while the others are placed', async () => {
    const [rich, poor, frozen, late, excluded, young, limited, high, abroad, unsure, open] = (await players(
      betting,
      11,
      50_000n,
    )) as [Player, Player, Player, Player, Player, Player, Player, Player, Player, Player, Player];
    const person = (set: string, { id }: Player) =>
      betting.pool.query(`UPDATE gaming_person SET ${set} WHERE user_id = $1`, [id]);
    await person(`exclusion_kind = 'SELF_EXCLUSION'`, excluded);
    await person(`date_of_birth = '2015-01-01'`, young);
    await betting.pool.query('UPDATE ledger_account SET frozen = true WHERE owner_id = $1', [frozen.id]);
    await limitPlayer(betting, limited, 'stake_day_minor', 9_999n);
    const staff: Player = { kind: 'user', id: newId('usr'), roles: ['TRADER'], sessionId: 'ses_staff' };
    const unknown = { selections: [{ selectionId: newId('sel'), odds: '2.000' }] };
    const placing = anotherProcess(betting);
    const answers = await Promise.allSettled(
      (
        [
          [rich, single(first)],
          [poor, single(first, { stake: kes('600.00') })],
          [frozen, single(first)],
          [late, single(first, { selections: [{ selectionId: first.selectionId, odds: '2.500' }] })],
          [excluded, single(first)],
          [young, single(first)],
          [limited, single(first)],
          [high, single(first, { stake: kes('100000.01') })],
          [abroad, single(first, { stake: { amount: '5.00', currency: 'EUR' } })],
          [unsure, single(first, unknown)],
          [staff, single(first)],
          [open, single(second)],
        ] as const
      ).map(([player, input]) => placeIn(betting, placing, player, input)),
    );
    expect(
      answers.map((answer) => {
        if (answer.status === 'rejected') return answer.reason.extensions.code;
        return 'code' in answer.value ? answer.value.code : 'placed';
      }),
    ).toEqual([
      'placed',
      'INSUFFICIENT_FUNDS',
      'WALLET_FROZEN',
      'ODDS_CHANGED',
      'EXCLUDED',
      'UNDER_AGE',
      'LIMIT_REACHED',
      'STAKE_TOO_HIGH',
      'INSUFFICIENT_FUNDS',
      'NOT_FOUND',
      'STAFF_MAY_NOT_BET',
      'placed',
    ]);
    expect(await betting.balance(rich)).toBe(40_000n);
    expect(await betting.balance(open)).toBe(40_000n);
    for (const player of [poor, frozen, late, excluded, young, limited, high, abroad, unsure]) {
      const { rows } = await betting.pool.query('SELECT FROM gaming_activity WHERE user_id = $1', [player.id]);
      expect([await betting.exposure('USER', player.id), rows]).toEqual([null, []]);
      if (player !== frozen) expect(await betting.balance(player)).toBe(50_000n);
    }
    await betting.pool.query('UPDATE ledger_account SET frozen = false WHERE owner_id = $1', [frozen.id]);
    await expectSoundBooks(betting);
  });

  it('are placed one by one when one of them fails', async () => {
    const all = await players(betting, 5, 50_000n);
    const broken = all[2]!;
    await betting.pool.query(`CREATE FUNCTION spec_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'not this bet'; END $$`);
    await betting.pool.query(`CREATE TRIGGER spec_refuse BEFORE INSERT ON bet FOR EACH ROW
      WHEN (NEW.user_id = '${broken.id}') EXECUTE FUNCTION spec_refuse()`);
    const placing = anotherProcess(betting);
    const answers = await Promise.allSettled(all.map((player) => placeIn(betting, placing, player, single(first))));
    await betting.pool.query('DROP TRIGGER spec_refuse ON bet');
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await Promise.all(all.map((player) => betting.balance(player)))).toEqual([
      40_000n,
      40_000n,
      50_000n,
      40_000n,
      40_000n,
    ]);
    await expectSoundBooks(betting);
  });

  it('share what an exposure leaves, in several processes too', async () => {
    const limits = (column: string, minor: number) =>
      betting.pool.query(`UPDATE betting_limit SET ${column} = $1 WHERE currency = 'KES'`, [minor]);
    await limits('max_stake_minor', 50_000);
    await limits('max_return_minor', 100_000);
    for (const [scope, column] of [
      ['SELECTION', 'selection_max_minor'],
      ['MARKET', 'market_max_minor'],
      ['EVENT', 'event_max_minor'],
    ] as const) {
      const match = await betting.match('2.000');
      const { rows } = await betting.pool.query(`SELECT ${column} AS minor FROM betting_limit WHERE currency = 'KES'`);
      await limits(column, 140_000);
      const all = await players(betting, 24, 50_000n);
      const processes = [anotherProcess(betting), anotherProcess(betting), anotherProcess(betting)];
      const answers = await Promise.all(
        all.map((player, index) => placeIn(betting, processes[index % 3]!, player, single(match))),
      );
      await limits(column, rows[0].minor);
      const codes = answers.map((answer) => ('code' in answer ? answer.code : 'placed'));
      expect(codes.filter((code) => code === 'placed')).toHaveLength(7);
      expect(codes.filter((code) => code === 'STAKE_TOO_HIGH')).toHaveLength(17);
      const subject = { SELECTION: match.selectionId, MARKET: match.marketId, EVENT: match.eventId }[scope];
      expect(await betting.exposure(scope, subject)).toEqual({ bets: 7, stake: '70000', open: '140000' });
    }
    await limits('max_return_minor', 200_000_000);
    await limits('max_stake_minor', 10_000_000);
    await expectSoundBooks(betting);
  });

  it('happen once for equal keys, and as often as a balance and a limit allow, in several processes', async () => {
    const [player, limited, ...others] = (await players(betting, 20, 50_000n)) as [Player, Player, ...Player[]];
    await limitPlayer(betting, limited, 'stake_week_minor', 20_000n);
    const processes = [anotherProcess(betting), anotherProcess(betting), anotherProcess(betting)];
    const once = single(first);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const placing = processes[index % 3]!;
        return Promise.all([
          placeIn(betting, placing, player, index < 30 ? once : single(second)),
          placeIn(betting, placing, limited, single(second)),
          placeIn(betting, placing, others[index % others.length]!, single(first, { stake: kes('20.00') })),
        ]);
      }),
    );
    const idsOf = (all: readonly object[]) => all.flatMap((each) => ('id' in each ? [each.id] : []));
    const ofPlayer = answers.map(([each]) => each);
    expect(new Set(idsOf(ofPlayer.slice(0, 30))).size).toBe(1);
    expect(new Set(idsOf(ofPlayer)).size).toBe(5);
    expect(await betting.balance(player)).toBe(0n);
    expect(new Set(ofPlayer.flatMap((each) => ('code' in each ? [each.code] : [])))).toEqual(
      new Set(['INSUFFICIENT_FUNDS']),
    );
    expect(idsOf(answers.map(([, each]) => each))).toHaveLength(2);
    expect(await betting.balance(limited)).toBe(30_000n);
    expect(idsOf(answers.map(([, , each]) => each))).toHaveLength(60);
    await expectSoundBooks(betting);
  });

  it('wait for no market, no user and no wallet that another transaction changes', async () => {
    const [held, paid, saving, trading, ...others] = (await players(betting, 8, 50_000n)) as [
      Player,
      Player,
      Player,
      Player,
      ...Player[],
    ];
    await betting.place(paid, single(first));
    const match = await betting.match('2.000');
    const trader = await betting.pool.connect();
    const placing = anotherProcess(betting);
    try {
      await trader.query('BEGIN');
      await trader.query('SELECT FROM market WHERE id = $1 FOR UPDATE', [match.marketId]);
      await trader.query('SELECT FROM gaming_person WHERE user_id = $1 FOR UPDATE', [held.id]);
      await trader.query('SELECT FROM gaming_account WHERE user_id = $1 FOR UPDATE', [paid.id]);
      await trader.query('SELECT FROM ledger_account WHERE owner_id = $1 FOR UPDATE', [saving.id]);
      const late = [
        placeIn(betting, placing, trading, single(match)),
        placeIn(betting, placing, held, single(first)),
        placeIn(betting, placing, paid, single(first)),
        placeIn(betting, placing, saving, single(first)),
      ];
      const placed = await Promise.all(others.map((player) => placeIn(betting, placing, player, single(first))));
      expect(placed.every((each) => 'status' in each)).toBe(true);
      await trader.query('COMMIT');
      expect((await Promise.all(late)).every((each) => 'status' in each)).toBe(true);
    } finally {
      trader.release(true);
    }
    await expectSoundBooks(betting);
  });

  it('go on while bets that arrived alone wait for a market', async () => {
    const [one, two, other] = (await players(betting, 3, 50_000n)) as [Player, Player, Player];
    const match = await betting.match('2.000');
    const trader = await betting.pool.connect();
    const placing = anotherProcess(betting);
    const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    try {
      await trader.query('BEGIN');
      await trader.query('SELECT FROM market WHERE id = $1 FOR UPDATE', [match.marketId]);
      const late = [placeIn(betting, placing, one, single(match))];
      await turn();
      late.push(placeIn(betting, placing, two, single(match)));
      await turn();
      expect(await placeIn(betting, placing, other, single(first))).toHaveProperty('status');
      await trader.query('COMMIT');
      expect((await Promise.all(late)).every((each) => 'status' in each)).toBe(true);
    } finally {
      trader.release(true);
    }
    await expectSoundBooks(betting);
  });
});
