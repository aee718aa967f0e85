import { describe, expect, it } from '@jest/globals';
import { createRequestWriter } from './request-writer.ts';

describe('the writer of requests', () => {
  it('writes what JSON.stringify writes', () => {
    const write = createRequestWriter();
    const query = 'query A($text: String = "a \\" \\\\ \\n ü \u2028") { a }';
    const all = [{}, { variables: undefined }, { operationName: 'A', variables: { text: '"' } }, { variables: {} }];
    for (const rest of [...all, ...all]) expect(write(query, rest)).toBe(JSON.stringify({ query, ...rest }));
    expect(write('{ b }', { variables: { id: 1 } })).toBe(JSON.stringify({ query: '{ b }', variables: { id: 1 } }));
  });

  it('writes more texts than it keeps', () => {
    const write = createRequestWriter();
    const rest = 'b '.repeat(1_000);
    for (const number of [...Array.from({ length: 1_500 }, (_, index) => index), 0])
      expect(write(`{ a${number} ${rest}}`, {})).toBe(`{"query":"{ a${number} ${rest}}"}`);
    const long = `{ ${'c '.repeat(100_000)}}`;
    for (const _ of [1, 2]) expect(write(long, {})).toBe(`{"query":"${long}"}`);
  });
});
