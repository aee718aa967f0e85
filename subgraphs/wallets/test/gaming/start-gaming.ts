import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { person, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { wallets } from '../../index.ts';
import { refuseByGamingLimits } from '../../store/gaming/index.ts';

type Player = Extract<Viewer, { kind: 'user' }>;

/** A signed-in user whose session began now. */
export const newUser = (): Player => ({ ...person(newId('usr')), sessionId: newId('ses') }) as Player;

const limitFields = /* GraphQL */ `
  kind
  period
  currency
  limit {
    amount
  }
  used {
    amount
  }
  left {
    amount
  }
  pendingIncrease {
    id
    amount {
      amount
    }
    confirmableAt
    confirmBefore
  }
`;
const limit = `... on GamingLimit { ${limitFields} }`;
const exclusion = '... on Exclusion { id kind startedAt until bySupport reason }';
const profile = '... on ResponsibleGaming { dateOfBirth country minimumAge }';
const refusal = '... on UserError { code }';

/** The selection of each mutation. */
const fieldsOf: Record<string, string> = {
  setLimit: `${limit} ${refusal}`,
  removeLimit: `${limit} ${refusal}`,
  confirmLimitIncrease: `${limit} ${refusal}`,
  takeTimeOut: `${exclusion} ${refusal}`,
  excludeMyself: `${exclusion} ${refusal}`,
  excludeUser: `${exclusion} ${refusal}`,
  setDateOfBirth: `${profile} ${refusal}`,
  correctDateOfBirth: profile,
  setMinimumAge: '... on MinimumAge { country years }',
};

const allOfLimits = `{ limits { limits { ${limitFields} } exclusion { kind until } exclusions { kind until reason }
  limitChanges { status amount { amount } previous { amount } } dateOfBirth country minimumAge
  session { startedAt minutes positions { staked { amount currency } returned { amount } net { amount } } } } }`;

export type Result = Record<string, unknown> & { __typename: string; pendingIncrease: { id: string } | null };

/** A wallets subgraph with a clock that specs move, and what users do there about limits. */
export interface Gaming {
  graph: TestSubgraph;
  now(): Date;
  setNow(now: Date): void;
  pass(ms: number): void;
  /** Runs a mutation and returns the member of its union. Throws its error. */
  act(name: string, input: Record<string, unknown>, as: Viewer): Promise<Result>;
  born(as: Viewer, dateOfBirth: string, country?: string): Promise<Result>;
  // oxlint-disable-next-line typescript/no-explicit-any
  limitsOf(as: Viewer): Promise<any>;
  /** Stakes as a bet does: the name of the refusal, or null. */
  stake(user: Player, amountMinor: bigint, currency?: string): Promise<string | null>;
}

export async function startGaming(): Promise<Gaming> {
  let clock = new Date('2026-06-01T12:00:00Z');
  let made = 0;
  const graph = await startTestSubgraph(wallets, { now: () => clock });
  const act: Gaming['act'] = async (name, input, as) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${fieldsOf[name]!} } }`;
    const { data, errors } = await graph.query(document, { input }, { as });
    if (errors?.[0]) throw Object.assign(new Error(errors[0].message), { extensions: errors[0].extensions });
    return data[name] as Result;
  };
  return {
    graph,
    now: () => clock,
    setNow: (now) => void (clock = now),
    pass: (ms) => void (clock = new Date(clock.getTime() + ms)),
    act,
    born: (as, dateOfBirth, country = 'KE') => act('setDateOfBirth', { dateOfBirth, country }, as),
    async limitsOf(as) {
      const { data, errors } = await graph.query(allOfLimits, {}, { as });
      if (errors?.[0]) throw new Error(errors[0].message);
      return data['limits'];
    },
    async stake({ id: userId }, amountMinor, currency = 'KES') {
      const reference = `bet:${(made += 1)}:stake`;
      const refused = await inTransaction(graph.pool, (tx) =>
        refuseByGamingLimits(tx, { userId, activity: 'stake', amountMinor, currency, reference, now: clock }),
      );
      return refused?.__typename ?? null;
    },
  };
}
