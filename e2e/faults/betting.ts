import { v7 } from 'uuid';
import type { Client } from '../harness/client.ts';
import type { Patient } from './asking.ts';
import { count, type Figures } from './figures.ts';
import type { Random } from './random.ts';
import type { Work } from './staff.ts';

const refused = '... on UserError { code message }';

/** A market that takes bets, as the trader left it. */
export interface OpenMarket {
  id: string;
  selections: { id: string; odds: string }[];
}

/** What players and the trader both see. */
export interface Board {
  competitionId: string;
  open: OpenMarket[];
  settled: OpenMarket[];
}

const openMarkets = 8;

/** Runs a mutation with one input until it is answered. */
export async function act(as: Patient, name: string, input: object, selection = '', final: readonly string[] = []) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${name}(input: $input) { __typename ${selection} ${refused} } }`;
  const { data, code } = await as.ask(document, { input }, final);
  return data?.[name] ?? { __typename: code };
}

export async function openBoard(trader: Client): Promise<Board> {
  const word = v7().slice(-12);
  const { createSport } = await trader.data(
    `mutation($input: CreateSportInput!) { createSport(input: $input) { ... on Sport { id } } }`,
    { input: { slug: `faults-${word}`, name: `Faults ${word}` } },
  );
  const { createCompetition } = await trader.data(
    `mutation($input: CreateCompetitionInput!) { createCompetition(input: $input) { ... on Competition { id } } }`,
    { input: { sportId: createSport.id, name: `Cup ${word}` } },
  );
  return { competitionId: createCompetition.id, open: [], settled: [] };
}

const someOdds = (random: Random): string => `${random.between(1, 5)}.${random.between(100, 999)}`;

async function openMarket(trader: Patient, board: Board, random: Random): Promise<void> {
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const event = { competitionId: board.competitionId, name: `Race ${v7()}`, startsAt, idempotencyKey: v7() };
  const { id: sportEventId } = await act(trader, 'createSportEvent', event, '... on SportEvent { id }');
  if (sportEventId === undefined) return;
  const selections = Array.from({ length: random.between(2, 4) }, (_, index) => ({
    outcome: `RUNNER_${index}`,
    name: `Runner ${index}`,
    odds: someOdds(random),
  }));
  const market = { sportEventId, type: 'CUSTOM', name: 'Winner', selections, idempotencyKey: v7() };
  const made = await act(trader, 'createMarket', market, '... on Market { id selections { id odds } }');
  if (made.id !== undefined) board.open.push(made);
}

async function moveOdds(trader: Patient, market: OpenMarket, random: Random): Promise<void> {
  const { data } = await trader.ask(`query($id: ID!) { market(id: $id) { version } }`, { id: market.id });
  if (!data?.market) return;
  const selection = random.pick(market.selections);
  const odds = someOdds(random);
  const selections = [{ selectionId: selection.id, odds }];
  const input = { marketId: market.id, expectedVersion: data.market.version, selections };
  await act(trader, 'setOdds', input);
  // Some players do not see every change.
  if (random.chance(0.7)) selection.odds = odds;
}

const resultsOf = ({ selections }: OpenMarket, random: Random) => {
  const winner = random.between(0, selections.length - 1);
  const isHeat = random.chance(0.1);
  return selections.map(({ id }, index) => {
    if (isHeat && index < 2)
      return { selectionId: id, result: 'DEAD_HEAT', deadHeat: { numerator: 1, denominator: 2 } };
    if (!isHeat && index === winner) return { selectionId: id, result: 'WON' };
    return { selectionId: id, result: random.chance(0.08) ? 'VOID' : 'LOST' };
  });
};

const take = <Item>(items: Item[], random: Random): Item => items.splice(random.between(0, items.length - 1), 1)[0]!;

async function settle(trader: Patient, board: Board, figures: Figures, random: Random): Promise<void> {
  const market = take(board.open, random);
  await act(trader, 'closeMarket', { marketId: market.id });
  const input = { marketId: market.id, idempotencyKey: v7() };
  const isVoid = random.chance(0.15);
  const end = isVoid
    ? () => act(trader, 'voidMarket', { ...input, reason: 'The race was not run.' })
    : (
        (results) => () =>
          act(trader, 'settleMarket', { ...input, results })
      )(resultsOf(market, random));
  const answers = await Promise.all(random.chance(0.3) ? [end(), end()] : [end()]);
  count(figures.betting, isVoid ? 'markets voided' : 'markets settled');
  const wrong = answers.find(({ __typename: type }) => type !== 'Market' && type !== 'SettlementRunning');
  if (wrong !== undefined) throw new Error(`A market was not settled: ${JSON.stringify(wrong)}`);
  if (!isVoid) board.settled.push(market);
}

async function resettle(trader: Patient, board: Board, figures: Figures, random: Random): Promise<void> {
  if (board.settled.length === 0) return;
  const market = random.pick(board.settled);
  const input = { marketId: market.id, idempotencyKey: v7(), reason: 'Photo finish' };
  const answer = await act(trader, 'resettleMarket', { ...input, results: resultsOf(market, random) });
  count(figures.betting, answer.__typename === 'Market' ? 'markets settled again' : 'corrections refused');
}

/** Opens markets, moves odds, suspends, settles, voids and corrects. */
export const tradeOn =
  (board: Board): Work =>
  async (trader, figures, random) => {
    if (board.open.length < openMarkets) return openMarket(trader, board, random);
    if (random.chance(0.5)) return moveOdds(trader, random.pick(board.open), random);
    if (random.chance(0.3)) {
      const marketId = random.pick(board.open).id;
      await act(trader, 'suspendMarket', { marketId });
      await act(trader, 'resumeMarket', { marketId });
      return undefined;
    }
    if (random.chance(0.2)) return resettle(trader, board, figures, random);
    return settle(trader, board, figures, random);
  };
