import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { signedInAs } from '../harness/client.ts';

/** The operations of a section of the README, each with the answer that is printed below it. */
function examplesOf(heading: string): { operation: string; answer: unknown }[] {
  const page = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const section = page.split('\n## ').find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/```graphql\n([^]*?)```\s*```json\n([^]*?)```/g)].map(([, operation, answer]) => ({
    operation: operation!,
    answer: JSON.parse(answer!) as unknown,
  }));
}

describe('the README', () => {
  it('shows what wallets and bets answer on a new installation', async () => {
    const [history, refusal] = examplesOf('Wallets and bets');
    const customer = await signedInAs('customer@example.com');
    expect(await customer.data(history!.operation)).toEqual(history!.answer);
    const { bets } = await customer.data('{ bets(last: 1) { nodes { legs { selection { id } } } } }');
    const variables = { selectionId: bets.nodes[0].legs[0].selection.id };
    expect(await customer.data(refusal!.operation, variables)).toEqual(refusal!.answer);
  });
});
