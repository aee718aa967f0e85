import { describe, expect, it } from '@jest/globals';
import { compareVariables } from './compare-variables.mjs';

const read = new Map<string, Set<string | null>>([
  ['PORT', new Set(['4000'])],
  ['LEVEL', new Set(['warn', 'info'])],
  ['KEY', new Set(['required'])],
  ['URL', new Set([null])],
]);

const table = `
| Variable | Default | What it does |
| --- | --- | --- |
| \`PORT\` | \`4000\` | … |
| \`LEVEL\` | \`warn\`, a service \`info\` | … |
| \`KEY\` | required | … |
| \`URL\` | | … |
`;

describe('comparing a table of variables with the code', () => {
  it('finds nothing in a true one', () => {
    expect(compareVariables(read, table)).toEqual([]);
  });

  it('finds a variable that is not told', () => {
    expect(compareVariables(read, table.replace('| `URL` | | … |\n', ''))).toEqual([
      expect.stringContaining('URL is read, and not in the table'),
    ]);
  });

  it('finds one that nothing reads', () => {
    expect(compareVariables(read, `${table}| \`OLD\`, \`OLDER\` | | … |`)).toEqual([
      'OLD is in the table, and nothing reads it.',
      'OLDER is in the table, and nothing reads it.',
    ]);
  });

  it.each([
    ['another default', '`4000`', '`8080`', 'The default of PORT is `4000`, not `8080`.'],
    ['one of two defaults', ', a service `info`', '', 'The default of LEVEL is `info`, not `warn`.'],
    ['a required one that is said to have one', 'required', '', 'The default of KEY is required, not nothing.'],
  ])('finds %s', (_what, from, to, problem) => {
    expect(compareVariables(read, table.replace(from, to))).toEqual([problem]);
  });
});
