import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readContract } from './contract.mjs';

const file = 'subgraphs/orders/schema.graphql';
const text = readFileSync(file, 'utf8');
const lines = text.trimEnd().split('\n').length;

/** The message for a contract with a mistake at its end. */
function messageFor(mistake: string): string {
  try {
    readContract(file, { text: `${text.trimEnd()}\n${mistake}\n` });
    return 'no mistake';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a mistake in a schema', () => {
  it.each([
    ['an unknown type', 'type Wrong {\n  a: Strin\n}', 2, /^Unknown type "Strin"/],
    [
      'a type that exists twice',
      'type Wrong {\n  a: Int\n}\ntype Wrong {\n  b: Int\n}',
      1,
      /only one type named "Wrong"/,
    ],
    ['a field that exists twice', 'type Wrong {\n  a: Int\n  a: Int\n}', 2, /"Wrong\.a" can only be defined once/],
    ['an error of syntax', 'type Wrong {\n  a Int\n}', 2, /^Syntax Error: Expected ":"/],
    ['an unknown directive', 'type Wrong {\n  a: Int @nope\n}', 2, /^Unknown directive "@nope"/],
    ['a key without its field', 'type Wrong @key(fields: "nope") {\n  id: ID!\n}', 1, /Cannot query field "nope"/],
  ])('is one line with its place: %s', (_, mistake, line, sentence) => {
    const [place, ...rest] = messageFor(mistake).split(/: (.*)/s);
    expect(place).toBe(`${file}:${lines + line}`);
    expect(rest.join('')).toMatch(sentence);
    expect(rest.join('').trim()).not.toContain('\n');
  });

  it('is not in a schema that is right', () => {
    expect(readContract(file).getQueryType()?.name).toBe('Query');
  });
});
