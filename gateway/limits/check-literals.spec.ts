import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { checkLiterals } from './check-literals.ts';

const schema = buildSchema(`
  scalar Decimal
  scalar DateTime
  scalar CurrencyCode
  enum Size { SMALL LARGE }
  enum Many { A B C D E F G H I J K }
  input Price { amount: Decimal!  currency: CurrencyCode! }
  input Line { sku: ID!  quantity: Int = 1  size: Size  price: Price }
  input OrderInput { email: String!  at: DateTime  lines: [Line!]! }
  input Either @oneOf { id: ID  slug: String }
  type Query { order(input: OrderInput!): Int  either(by: Either): Int  page(first: Int = 20, after: String, many: Many): Int }
`);

const errorsOf = (text: string, listsValues = false) =>
  validate(schema, parse(text), [...specifiedRules, checkLiterals({ listsValues })]).map(({ message, extensions }) => ({
    message,
    ...extensions,
  }));

const order = (fields: string): string => `{ order(input: { email: "a", lines: [], ${fields} }) }`;
const line = (fields: string): string => `{ order(input: { email: "a", lines: [{ sku: "A", ${fields} }] }) }`;
const priced = (amount: string, currency = '"EUR"'): string =>
  line(`price: { amount: ${amount}, currency: ${currency} }`);

describe('the values in the text of an operation', () => {
  it.each([
    order('at: "2028-02-29T23:59:59.5+03:00"'),
    priced('"12.50"'),
    line('quantity: 2, size: LARGE'),
    'query ($email: String!, $first: Int = 5) { order(input: { email: $email, lines: { sku: 7 } }) page(first: $first) }',
    '{ either(by: { id: "1" }) page(first: null) @include(if: true) }',
    '{ page(after: "👍") }',
  ])('fit in %s', (text) => {
    expect(errorsOf(text)).toEqual([]);
  });

  it.each([
    [priced('12.5'), 'lines.0.price.amount', 'must be a decimal number in a string, such as "12.50"'],
    [priced('"1e309"'), 'lines.0.price.amount', 'must be a decimal number in a string, such as "12.50"'],
    [priced('"1.00"', 'EUR'), 'lines.0.price.currency', 'must be the ISO 4217 code'],
    [priced('"1.00"', '"__proto__"'), 'lines.0.price.currency', 'must be the ISO 4217 code'],
    [order('at: "2026-02-30T00:00:00Z"'), 'at', 'must be a date and time of the years 1 to 9999'],
    [order('at: "0000-01-01T00:00:00Z"'), 'at', 'must be a date and time of the years 1 to 9999'],
    [order('at: "9999-12-31T23:59:59-01:00"'), 'at', 'must be a date and time of the years 1 to 9999'],
    [order('at: 20260101'), 'at', 'must be a date and time of the years 1 to 9999'],
    ['{ page(after: "a\\u0000") }', 'after', 'must not contain the character NUL'],
    ['query ($after: String = "\\u0000") { page(after: $after) }', 'after', 'must not contain the character NUL'],
    [line('size: HUGE'), 'lines.0.size', 'must be a valid Size'],
    [line('size: "LARGE"'), 'lines.0.size', 'must be a valid Size'],
    [line('quantity: 9999999999'), 'lines.0.quantity', 'must be a valid Int'],
    ['{ order(input: { lines: [] }) }', 'email', 'is required'],
    [`{ either(by: { id: ${'1'.repeat(201)} }) }`, 'by.id', 'must have at most 200 characters'],
    [
      `query ($id: ID = ${'1'.repeat(201)}) { either(by: { slug: "a" }) page(after: $id) }`,
      'id',
      'must have at most 200 characters',
    ],
    ['{ order }', 'input', 'is required'],
    ['{ order(input: "x") }', 'input', 'must be an object of type OrderInput'],
    [order('__proto__: 1'), 'input', 'has no field named "__proto__"'],
    ['{ either(by: { id: "1", slug: "a" }) }', 'by', 'must have exactly one of its fields'],
    ['{ page @include(if: "yes") }', 'if', 'must be a valid Boolean'],
  ])('do not fit in %s', (text, field, message) => {
    expect(errorsOf(text)).toEqual([{ code: 'BAD_USER_INPUT', field, message: expect.stringContaining(message) }]);
  });

  it('of an enum are listed in the message when the schema is not hidden and they are few', () => {
    const [size] = errorsOf(line('size: HUGE'), true);
    expect(size?.message).toContain('must be a valid Size: one of SMALL, LARGE.');
    expect(errorsOf(line('size: HUGE'))[0]?.message).toMatch(/must be a valid Size\.$/);
    expect(errorsOf('{ page(many: Z) }', true)[0]?.message).toMatch(/must be a valid Many\.$/);
    expect(errorsOf(line('quantity: 9999999999'), true)[0]?.message).toMatch(/must be a valid Int\.$/);
  });

  it('are not repeated in the message, which names five problems at most', () => {
    const lines = Array.from({ length: 1_000 }, () => '{ sku: "A", quantity: "secret" }').join(' ');
    const [error, ...others] = errorsOf(`{ order(input: { email: "hunter2", lines: [${lines}] }) }`);
    expect(others).toEqual([]);
    expect(error?.message.match(/quantity/g)).toHaveLength(5);
    expect(error?.message).not.toMatch(/hunter2|secret/);
  });
});
