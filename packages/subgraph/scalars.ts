import { BadMoney, digitsOf } from '@soko/money';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

const refuseValue = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
};

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function toDate(value: unknown): Date {
  const date = typeof value === 'string' && rfc3339.test(value) ? new Date(value) : null;
  return date === null || Number.isNaN(date.getTime())
    ? refuseValue('Expected a date and time such as "2026-03-01T12:00:00Z".')
    : date;
}

const toDecimal = (value: unknown): string =>
  typeof value === 'string' && /^-?\d{1,15}(\.\d{1,9})?$/.test(value)
    ? value
    : refuseValue('Expected a decimal number as a string, such as "12.50".');

function toCurrency(value: unknown): string {
  try {
    digitsOf(String(value));
    return String(value);
  } catch (error) {
    if (error instanceof BadMoney) return refuseValue(error.message);
    throw error;
  }
}

/** A scalar that is written as a string, inline or in a variable. */
const stringScalar = <Value>(name: string, read: (value: unknown) => Value, write: (value: unknown) => string) =>
  new GraphQLScalarType<Value, string>({
    name,
    serialize: write,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
  });

/** The resolvers of the scalars in `schema/shared.graphql`. */
export const scalars = {
  DateTime: stringScalar('DateTime', toDate, (value) => (value instanceof Date ? value.toISOString() : String(value))),
  Decimal: stringScalar('Decimal', toDecimal, String),
  CurrencyCode: stringScalar('CurrencyCode', toCurrency, String),
  JSON: new GraphQLScalarType({
    name: 'JSON',
    serialize: (value) => value,
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  }),
};
