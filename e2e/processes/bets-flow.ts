import { v7 } from 'uuid';
import { type Bettor, betsOf, placeBet, richBettor } from '../harness/bettors.ts';
import type { Flow, Stage } from './money-flows.ts';

/** More than fit into the first two transactions, so that some of them share the next one. */
const users = 8;
const money = 2_000;
const stake = 20;

/** What is wrong with a wallet and its bets, of which this user has asked for `asked`; null when nothing is. */
async function faultOf(bettor: Bettor, asked: readonly number[]): Promise<object | null> {
  const bets = (await betsOf(bettor)).length;
  const found = { bets, ...(await bettor.money()) };
  const left = (money - stake * bets).toFixed(2);
  return asked.includes(bets) && found.balance === left && found.available === left ? null : found;
}

/**
 * Users who bet on one market at once, each with a key of their own. A round that all of them saw the end of is followed by
 * further bets; one that was interrupted is repeated with the same keys.
 */
export async function betsFlow({ house, trading }: Stage): Promise<Flow> {
  const bettors = await Promise.all(Array.from({ length: users }, () => richBettor(money.toFixed(2), house.visitor())));
  const { selections } = await trading.market();
  /** Keys of the round, with the bets that were answered for them. */
  let ids = new Map<string, Set<string>>();
  let rounds = 0;
  let isOver = true;
  let isLookedAt = true;
  /** What was wrong after an interruption, before anybody repeated anything. */
  const torn: object[] = [];
  /** Keys with more than one bet. */
  const twice: string[] = [];

  const faults = async (asked: readonly number[]): Promise<object[]> =>
    (await Promise.all(bettors.map((bettor) => faultOf(bettor, asked)))).filter((fault) => fault !== null);

  return {
    async round() {
      if (isOver) {
        ids = new Map(bettors.map(() => [v7(), new Set<string>()]));
        rounds += 1;
        isOver = false;
        isLookedAt = false;
      } else if (!isLookedAt) {
        torn.push(...(await faults([rounds - 1, rounds])));
        isLookedAt = true;
      }
      const answers = await Promise.allSettled(
        [...ids].map(async ([key, known], index) => {
          const { id, ...refusal } = await placeBet(bettors[index]!, selections[0]!, stake.toFixed(2), key);
          if (id === undefined) throw new Error(`A bet was refused: ${JSON.stringify(refusal)}`);
          known.add(id);
          if (known.size > 1) twice.push(key);
        }),
      );
      for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
      isOver = true;
    },
    seen: async () => ({ torn, twice, wrong: await faults([rounds]) }),
    end: { torn: [], twice: [], wrong: [] },
  };
}
