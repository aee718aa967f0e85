import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, GraphQLError, parse } from 'graphql';
import { checkVariables } from './check-variables.ts';

const schema = buildSchema(`
  enum Size { SMALL LARGE }
  input Line { sku: String!  quantity: Int = 1  size: Size }
  input OrderInput { email: String!  password: String  lines: [Line!]! }
  input Either @oneOf { id: ID  slug: String }
  scalar Decimal
  type Query { paid(amount: Decimal): Int  thing(id: ID): Int  order(input: OrderInput!): Int  either(by: Either): Int  page(first: Int = 20): Int }
`);

const limits = { maxBytes: 100_000, maxValues: 10_000, maxDepth: 20 };

function problem(text: string, variables: Record<string, unknown>, listsValues = false) {
  try {
    checkVariables(schema, getOperationAST(parse(text))!, variables, { listsValues, limits });
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { message: error.message, ...error.extensions };
  }
}

const order = 'query ($input: OrderInput!) { order(input: $input) }';
const line = { sku: 'A' };

describe('the variables of an operation', () => {
  it.each([
    [order, { input: { email: 'a@b.c', lines: [line, { sku: 'B', quantity: 2, size: 'LARGE' }] } }],
    [order, { input: { email: 'a@b.c', lines: line } }],
    ['query ($n: Int = 5) { page(first: $n) }', {}],
    ['query ($n: Int) { page(first: $n) }', { n: null, unused: 1 }],
    ['query ($by: Either) { either(by: $by) }', { by: { slug: 'a' } }],
  ])('fit in %s with %j', (text, variables) => {
    expect(problem(text, variables)).toBeNull();
  });

  it.each([
    [order, {}, 'input', '`$input` is required.'],
    [order, { input: 'x' }, 'input', '`$input` must be an object of type OrderInput.'],
    [order, { input: { email: 1, lines: [] } }, 'email', '`$input.email` must be a valid String.'],
    [order, { input: { email: 'a', lines: [line, {}] } }, 'lines.1.sku', '`$input.lines.1.sku` is required.'],
    [
      order,
      { input: { email: 'a', lines: [{ sku: 'A', size: 'HUGE' }] } },
      'lines.0.size',
      '`$input.lines.0.size` must be a valid Size.',
    ],
    [order, { input: { email: 'a', lines: [], admin: true } }, 'input', '`$input` has no field named "admin".'],
    ['query ($n: Int) { page(first: $n) }', { n: 'many' }, 'first', '`$n` must be a valid Int.'],
    ['query ($by: Either) { either(by: $by) }', { by: { id: '1', slug: 'a' } }, 'by', 'exactly one of its fields'],
    [order, { input: { email: 'a', lines: [{ sku: 'a\0' }] } }, 'lines.0.sku', 'must not contain the character NUL'],
    ['query ($id: ID) { thing(id: $id) }', { id: 'x'.repeat(201) }, 'id', 'must have at most 200 characters'],
    ['query ($n: Decimal) { paid(amount: $n) }', { n: 12.5 }, 'amount', 'must be a decimal number in a string'],
    [
      'query ($mail: String!, $line: Line!) { order(input: { email: $mail, lines: [{ sku: "A" }, $line] }) }',
      { mail: 'a', line: { sku: null } },
      'lines.1.sku',
      '`$line.sku` is required.',
    ],
    [order, JSON.parse('{"input":{"email":"a","lines":[],"__proto__":{"x":1}}}'), 'input', '"__proto__"'],
  ])('do not fit in %s with %j', (text, variables, field, message) => {
    expect(problem(text, variables)).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
      message: expect.stringContaining(message),
    });
  });

  it('list the values of an enum in the message when the schema is not hidden', () => {
    const input = { email: 'a', lines: [{ sku: 'A', size: 'HUGE' }] };
    const message = 'Invalid variables: `$input.lines.0.size` must be a valid Size: one of SMALL, LARGE.';
    expect(problem(order, { input }, true)).toMatchObject({ message, field: 'lines.0.size' });
  });

  it('are not repeated in the message, which names five problems at most', () => {
    const lines = Array.from({ length: 1_000 }, () => ({ sku: 7, quantity: 'secret' }));
    const { message } = problem(order, { input: { email: 'a', password: 'hunter2', lines } })!;
    expect(message.match(/\$input/g)).toHaveLength(5);
    expect(message).not.toMatch(/hunter2|secret/);
  });

  it.each([
    ['60 000 unknown keys', Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`key${index}`, index]))],
    ['a list of 10 001 items', { lines: Array.from({ length: 10_001 }, () => 1) }],
    ['30 levels', JSON.parse('{"a":'.repeat(30) + '1' + '}'.repeat(30))],
  ])('are refused at once when they hold %s', (_, input) => {
    const begun = process.cpuUsage();
    expect(problem(order, { input })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'variables' });
    // What this process computes, whatever else the machine does.
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});
