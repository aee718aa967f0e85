import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { type Betting, betOnMatch, kes, openBetting, single } from './betting.ts';

let betting: Betting;
beforeAll(async () => {
  betting = await openBetting();
});
afterAll(() => betting.close());

describe('bets', () => {
  it('are listed for their user, newest first', async () => {
    const player = await betting.player();
    const matches = [await betting.match(), await betting.match(), await betting.match()];
    const placed: string[] = [];
    for (const match of matches) {
      betting.pass(1000);
      placed.unshift((await betting.place(player, single(match))).id);
    }
    const list = async (variables: object, as = player) => {
      const { data } = await betting.query(
        `query ($filter: BetFilter, $first: Int, $after: String) { bets(filter: $filter, first: $first, after: $after) {
          nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { ...variables },
        { as },
      );
      return data['bets'];
    };
    const page = await list({ first: 2 });
    expect(page.nodes.map(({ id }: { id: string }) => id)).toEqual(placed.slice(0, 2));
    const rest = await list({ after: page.pageInfo.endCursor });
    expect(rest.nodes.map(({ id }: { id: string }) => id)).toEqual(placed.slice(2));
    await betting.mutate('cancelBet', { betId: placed[1], idempotencyKey: newId('req') }, '... on Bet { id }', player);
    const open = await list({ filter: { status: ['ACCEPTED'], currency: 'KES', to: betting.now().toISOString() } });
    expect(open.nodes).toEqual([{ id: placed[2] }]);
    expect((await list({}, await betting.player())).nodes).toEqual([]);
    const pages = await betting.statements(() => list({}));
    expect(pages.count).toBe(1);
  });

  it('are null for other users, and visible to staff', async () => {
    const { id, player } = await betOnMatch(betting);
    expect(await betting.bet(id, await betting.player())).toBeNull();
    const entry = async (...roles: ('SUPPORT' | 'TRADER')[]) =>
      (await betting.bet(id, person('usr_staff', ...roles))).history[0];
    expect(await entry('TRADER')).toMatchObject({ by: 'user' });
    expect(await entry('SUPPORT')).toMatchObject({ by: `user:${player.id}` });
  });

  it('are sent to their user after each change', async () => {
    const { id, player } = await betOnMatch(betting);
    const [placed] = (await betting.told('wallets.bet.placed')).filter(({ subject }) => subject === id);
    const event = { topic: 'wallets.bet', envelope: placed! };
    const mine = await betting.query('subscription { myBets { id status } }', {}, { as: player, event });
    expect(mine.data).toEqual({ myBets: { id, status: 'ACCEPTED' } });
    const other = await betting.player();
    expect((await betting.query('subscription { myBets { id } }', {}, { as: other, event })).data).toEqual({
      myBets: null,
    });
    const one = 'subscription ($id: ID!) { betUpdated(betId: $id) { id } }';
    expect((await betting.query(one, { id }, { as: player, event })).data).toEqual({ betUpdated: { id } });
    const refused = await betting.query(one, { id }, { as: other, event: null });
    expect(refused.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
  });
});

describe('traders', () => {
  it('see the exposure, greatest first', async () => {
    const match = await betting.match('3.000');
    await betting.place(await betting.player(), single(match, { stake: kes('200.00') }));
    const ids = `filter: { scope: SELECTION, currency: "KES", subjectIds: ["${match.selectionId}", "${match.otherId}"] }`;
    const asked = `{ exposure(${ids}) { nodes { subjectId bets stake { amount } potentialReturn { amount } limit { amount } } } }`;
    const { data } = await betting.query(asked, {}, { as: person('usr_t', 'TRADER') });
    expect(data['exposure'].nodes).toEqual([
      {
        subjectId: match.selectionId,
        bets: 1,
        stake: { amount: '200.00' },
        potentialReturn: { amount: '600.00' },
        limit: { amount: '20000000.00' },
      },
    ]);
    const all = `query ($after: String) { exposure(filter: { scope: EVENT, currency: "KES" }, first: 2, after: $after) {
      nodes { potentialReturn { amount } } pageInfo { endCursor hasNextPage } } }`;
    const read = async (after: string | null): Promise<number[]> => {
      const answer = await betting.query(all, { after }, { as: person('usr_t', 'TRADER') });
      const { nodes, pageInfo } = answer.data['exposure'];
      const amounts = nodes.map((node: { potentialReturn: { amount: string } }) => Number(node.potentialReturn.amount));
      return pageInfo.hasNextPage ? [...amounts, ...(await read(pageInfo.endCursor))] : amounts;
    };
    const amounts = await read(null);
    expect(amounts.length).toBeGreaterThan(3);
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
    const refused = await betting.query(asked, {}, { as: await betting.player() });
    expect(refused.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });
});

describe('a quote', () => {
  it('prices a bet, names what changed, and stores nothing', async () => {
    const match = await betting.match('2.000');
    await betting.setOdds(match, '2.500');
    const player = await betting.player();
    const quote = async (input: object) => {
      const { data, errors } = await betting.query(
        `query ($input: QuoteBetInput!) { quoteBet(input: $input) { lines stake { amount } minUnitStake { amount }
          maxUnitStake { amount } potentialReturn { amount } changes { selectionId requested current }
          refusal { __typename code } } }`,
        { input },
        { as: player },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      return data['quoteBet'];
    };
    const { idempotencyKey: _key, ...input } = single(match);
    expect(await quote(input)).toEqual({
      lines: 1,
      stake: { amount: '100.00' },
      minUnitStake: { amount: '20.00' },
      maxUnitStake: { amount: '100000.00' },
      potentialReturn: { amount: '250.00' },
      changes: [{ selectionId: match.selectionId, requested: '2.000', current: '2.500' }],
      refusal: { __typename: 'OddsChanged', code: 'ODDS_CHANGED' },
    });
    expect(await quote({ ...input, oddsPolicy: 'BETTER' })).toMatchObject({ refusal: null });
    expect(await quote({ ...input, oddsPolicy: 'ANY', stake: kes('5.00') })).toMatchObject({
      refusal: { code: 'STAKE_TOO_LOW' },
    });
    const capped = await betting.match('2.000', { maxStakes: [kes('50.00')] });
    const onCapped = { ...input, selections: single(capped).selections };
    expect(await quote(onCapped)).toMatchObject({
      maxUnitStake: { amount: '50.00' },
      refusal: { code: 'STAKE_TOO_HIGH' },
    });
    expect(await quote({ ...onCapped, stake: { amount: '60.00', currency: 'EUR' } })).toMatchObject({ refusal: null });
    const { rows } = await betting.pool.query('SELECT FROM bet WHERE user_id = $1', [player.id]);
    expect(rows).toEqual([]);
  });
});

describe('the limits of bets', () => {
  const amounts = (currency: string, overrides: Record<string, string> = {}) => {
    const texts = { minStake: '1.00', maxStake: '100.00', maxReturn: '1000.00', selectionMax: '2000.00', ...overrides };
    const all = { marketMax: '2000.00', eventMax: '2000.00', userMax: '2000.00', ...texts };
    return Object.fromEntries(Object.entries(all).map(([name, amount]) => [name, { amount, currency }]));
  };
  const admin = person('usr_admin', 'ADMIN');

  it('are set by administrators for a currency, and then bets are offered in it', async () => {
    const saving = `mutation ($input: SetBettingLimitsInput!) { setBettingLimits(input: $input) {
      ... on BettingLimits { currency minStake { amount } } } }`;
    const { data: saved } = await betting.query(saving, { input: amounts('PLN') }, { as: admin });
    expect(saved).toEqual({ setBettingLimits: { currency: 'PLN', minStake: { amount: '1.00' } } });
    const player = await betting.player(10_000n, 'PLN');
    const bet = single(await betting.match('2.000'), { stake: { amount: '5.00', currency: 'PLN' } });
    expect(await betting.place(player, bet)).toMatchObject({ status: 'ACCEPTED' });
    const { data } = await betting.query('{ bettingLimits { currency } }');
    expect(data['bettingLimits']).toContainEqual({ currency: 'PLN' });
  });

  it.each([
    ['a maximum below the minimum', { maxStake: '0.50' }, 'maxStake.amount'],
    ['a return below the stake', { maxReturn: '50.00' }, 'maxReturn.amount'],
    ['a user who cannot win one bet', { userMax: '999.99' }, 'userMax.amount'],
  ])('do not accept %s', async (_what, overrides, field) => {
    expect(await betting.refusedInput('setBettingLimits', admin, amounts('PLN', overrides))).toBe(
      `BAD_USER_INPUT at ${field}`,
    );
  });
});
