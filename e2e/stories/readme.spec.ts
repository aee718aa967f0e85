import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { signedInAs } from '../harness/client.ts';

function sectionOf(heading: string): string {
  const page = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  return page.split('\n## ').find((each) => each.startsWith(`${heading}\n`)) ?? '';
}

/** The operations of a section of the README, each with the answer that is printed below it. */
function examplesOf(section: string): { operation: string; answer: unknown }[] {
  return [...section.matchAll(/```graphql\n([^]*?)```\s*```json\n([^]*?)```/g)].map(([, operation, answer]) => ({
    operation: operation!,
    answer: JSON.parse(answer!) as unknown,
  }));
}

describe('the README', () => {
  it('shows what wallets and bets answer on a new installation', async () => {
    const section = sectionOf('Wallets and bets');
    const [history, refusal] = examplesOf(section);
    /** The query of a line of its text, which finds the selection. */
    const [, inline] = /`(\{ bets[^`]+)`/.exec(section) ?? [];
    const customer = await signedInAs('customer@example.com');
    expect(await customer.data(history!.operation)).toEqual(history!.answer);
    const { bets } = await customer.data(inline!);
    const variables = { selectionId: bets.nodes[0].legs[0].selection.id };
    expect(await customer.data(refusal!.operation, variables)).toEqual(refusal!.answer);
  });
});
