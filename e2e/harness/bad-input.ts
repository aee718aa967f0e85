import { expect } from '@jest/globals';
import { type Bettor, trialBalance } from './bettors.ts';
import type { Client } from './client.ts';

/** An input of a mutation with what must come of it. */
export type BadInput = [what: string, mutation: string, input: () => object, outcome: string];

/** The code of a refusal, or the code and the field of an error; the name of the type of anything else. */
export async function outcomeOf(as: Client, mutation: string, input: object): Promise<string> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const document = `mutation ($input: ${type}) { result: ${mutation}(input: $input) { __typename ... on UserError { code } } }`;
  const { data, errors } = await as.ask(document, { input });
  const { code, field } = (errors?.[0]?.extensions ?? data.result) as { code?: string; field?: string };
  return [code ?? data.result.__typename, field].filter(Boolean).join(' at ');
}

/** Everything of a person that holds or moves money, and whether the ledger is balanced. */
async function booksOf({ user }: Bettor, admin: Client): Promise<object> {
  const of = (list: string) => `${list}(first: 100) { nodes { id status } }`;
  const books = await user.data(`{ wallets { id balance { amount } available { amount }
    statement(first: 100) { nodes { reference amount { amount } } } } ${of('bets')} ${of('deposits')} ${of('withdrawals')} }`);
  return { books, differences: [...new Set(await trialBalance(admin))] };
}

/** Does what must have no effect on the money of a person. */
export async function changesNothing(whose: Bettor, admin: Client, work: () => Promise<unknown>): Promise<void> {
  const before = await booksOf(whose, admin);
  expect(before).toMatchObject({ differences: [0] });
  await work();
  expect(await booksOf(whose, admin)).toEqual(before);
}
