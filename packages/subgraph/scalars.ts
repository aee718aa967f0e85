import { digitsOf, BadMoney } from '@soko/money';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/** What a scalar expects, in `extensions` of the scalar: the end of a sentence that starts with "must be". */
export interface ScalarExtensions {
  expected: string;
}

const rfc3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** True for a day and a time of the calendar: JavaScript reads 30 February as 2 March. */
function exists(local: string): boolean {
  const date = new Date(`${local}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(local);
}

/** Years 1 to 9999 in UTC, which every part of Soko can write with four digits. */
const isInRange = (date: Date): boolean => date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999;

function toDate(value: unknown): Date | undefined {
  const [text, local] = (typeof value === 'string' && rfc3339.exec(value)) || [];
  if (text === undefined || local === undefined || !exists(local)) return undefined;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && isInRange(date) ? date : undefined;
}

const toDecimal = (value: unknown): string | undefined =>
  typeof value === 'string' && /^-?\d{1,15}(\.\d{1,9})?$/.test(value) ? value : undefined;

function toCurrency(value: unknown): string | undefined {
  try {
    if (typeof value !== 'string') return undefined;
    digitsOf(value);
    return value;
  } catch (error) {
    if (error instanceof BadMoney) return undefined;
    throw error;
  }
}

/** A scalar that is written as a string, inline or in a variable. `read` returns undefined for what is no such value. */
function stringScalar<Value>(options: {
  name: string;
  expected: string;
  read: (value: unknown) => Value | undefined;
  write: (value: unknown) => string;
}) {
  const { name, expected, read, write } = options;
  const parse = (value: unknown): Value => {
    const parsed = read(value);
    if (parsed !== undefined) return parsed;
    throw new GraphQLError(`Expected ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } });
  };
  return new GraphQLScalarType<Value, string>({
    name,
    extensions: { expected } satisfies ScalarExtensions,
    serialize: write,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}

/** The resolvers of the scalars in `schema/shared.graphql`. */
export const scalars = {
  DateTime: stringScalar({
    name: 'DateTime',
    expected: 'a date and time of the years 1 to 9999, such as "2026-03-01T12:00:00Z"',
    read: toDate,
    write: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  }),
  Decimal: stringScalar({
    name: 'Decimal',
    expected: 'a decimal number in a string, such as "12.50", with at most 15 digits before the point',
    read: toDecimal,
    write: String,
  }),
  CurrencyCode: stringScalar({
    name: 'CurrencyCode',
    expected: 'the ISO 4217 code of a currency that Soko supports, such as "EUR"',
    read: toCurrency,
    write: String,
  }),
  JSON: new GraphQLScalarType({
    name: 'JSON',
    serialize: (value) => value,
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  }),
};
