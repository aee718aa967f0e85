import { getNamedType, getNullableType, type GraphQLInputType, isEnumType, isLeafType, isListType } from 'graphql';

/** A number as it is sent, which JavaScript could not write: `1e309`. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** `jsonOf` takes the marks away again. */
  toJSON(): string {
    return `<raw>${this.text}</raw>`;
  }
}

/** JSON with the raw numbers in it. */
export const jsonOf = (value: unknown): string => JSON.stringify(value).replaceAll(/"<raw>(.*?)<\/raw>"/g, '$1');

export interface Hostile {
  name: string;
  value: unknown;
  /** No rule of any field can accept it: the answer must be BAD_USER_INPUT with a field. */
  isNeverValid?: boolean;
}

const megabyte = 1_000_000;

const never = (name: string, value: unknown): Hostile => ({ name, value, isNeverValid: true });
const odd = (name: string, value: unknown): Hostile => ({ name, value });

const nested = (levels: number, core: unknown): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => [inner], core);

const cursor = (...values: unknown[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');

const someId = '0190b5c1-0000-7000-8000-000000000000';

const texts: readonly Hostile[] = [
  never('NUL', 'a\0b'),
  never('NUL alone', '\0'),
  never('first half of an emoji', 'a\uD83Eb'),
  never('second half of an emoji', '\uDD92'),
  never('boolean', true),
  never('object', {}),
  never('lists in lists', nested(3, 'a')),
  never('deep lists', nested(60, 'a')),
  odd('empty', ''),
  odd('blank', ' \u00A0\u3000'),
  odd('right-to-left override', 'a\u202Eb'),
  odd('nothing visible', '\u200B\u2060\uFEFF'),
  odd('line separator', 'a\u2028b'),
  odd('control character', 'a\u0001b'),
  odd('line breaks', 'a\r\nSet-Cookie: b=c\r\n\r\n'),
  odd('10 000 accents', `a${'\u0301'.repeat(10_000)}`),
  odd('10 000 emoji', '🦒'.repeat(10_000)),
  odd('1 MB', 'x'.repeat(megabyte)),
  odd('noncharacter', 'a\uFFFFb'),
  odd('escaped NUL', String.raw`a\u0000b`),
  odd('quotes', `'; DROP TABLE users; --"`),
  odd('pattern', String.raw`%_\%`),
  odd('path', '../../etc/passwd'),
  odd('markup', '<script>alert(1)</script>'),
  odd('object as text', '{"$ne":1}'),
  odd('__proto__', '__proto__'),
  odd('constructor', 'constructor'),
  odd('toString', 'toString'),
  odd('400 digits', '9'.repeat(400)),
  odd('negative number', '-1'),
  odd('huge number', '1e309'),
  odd('NaN', 'NaN'),
  odd('no such id', `usr_${someId}`),
  odd('id with a tail', `prd_${someId}\n`),
];

const cursors: readonly Hostile[] = [
  odd('cursor of no list', cursor('nothing', '2026-01-01T00:00:00.000Z', 'x')),
  odd('cursor without values', cursor()),
  odd('cursor of an object', Buffer.from('{"length":2}').toString('base64url')),
  odd('cursor of broken JSON', Buffer.from('["a').toString('base64url')),
  ...[
    'orders',
    'products',
    'users',
    'sellers',
    'payments',
    'events',
    'outbox',
    'notifications',
    'packagings',
    'deliveries',
    'wishlist',
    'recently-viewed',
    'reconciliation-breaks',
  ].flatMap((list) => [
    odd(`cursor of ${list} with 30 February`, cursor(list, '2026-02-30T00:00:00.000Z', `ord_${someId}`)),
    odd(`cursor of ${list} in the year 0`, cursor(list, '0000-01-01T00:00:00.000Z', `ord_${someId}`)),
    odd(`cursor of ${list} with NUL`, cursor(list, '2026-01-01T00:00:00.000Z', 'a\0')),
    odd(`cursor of ${list} with half an emoji`, cursor(list, '\uD83E')),
    odd(`cursor of ${list} with a huge number`, cursor(list, 1e300, 9e15)),
    odd(`cursor of ${list} with objects`, cursor(list, {}, [])),
    odd(`cursor of ${list} by price`, cursor(list, 'PRICE_ASC', '999999999999999999999', `prd_${someId}`)),
    odd(`cursor of ${list} by time`, cursor(list, 'NEWEST', '2026-99-99T99:99:99.999Z', `prd_${someId}`)),
    odd(`cursor of ${list} by relevance`, cursor(list, 'RELEVANCE', '999999999', `prd_${someId}`)),
  ]),
];

const integers: readonly Hostile[] = [
  never('1e309', new RawNumber('1e309')),
  never('-1e309', new RawNumber('-1e309')),
  never('2^31', 2 ** 31),
  never('2^53 + 1', new RawNumber('9007199254740993')),
  never('400 digits', new RawNumber('9'.repeat(400))),
  never('fraction', 0.5),
  never('text', '1'),
  never('NaN as text', 'NaN'),
  never('boolean', true),
  never('object', {}),
  never('lists in lists', nested(3, 1)),
  odd('zero', 0),
  odd('negative zero', new RawNumber('-0')),
  odd('negative', -1),
  odd('greatest', 2 ** 31 - 1),
  odd('least', -(2 ** 31)),
  odd('one too many', 101),
];

const wrongForText = [
  never('number', 12.5),
  never('boolean', false),
  never('object', {}),
  never('deep lists', nested(30, 'a')),
];

const asText = (values: readonly string[], of: (name: string, value: string) => Hostile): Hostile[] =>
  values.map((value) => of(JSON.stringify(value), value));

const ofScalar: Readonly<Record<string, readonly Hostile[]>> = {
  String: [...texts, never('number', 12)],
  ID: [...texts, odd('number', 12)],
  Int: integers,
  Boolean: [never('text', 'true'), never('number', 1), never('object', {}), odd('true', true), odd('false', false)],
  Decimal: [
    ...wrongForText,
    never('1e309', new RawNumber('1e309')),
    ...asText(
      ['', ' ', 'NaN', 'Infinity', '1e309', '0x10', ' 12.50', '１２.５０', '1_000', '12,50', '12.', '.5'],
      never,
    ),
    ...asText(['\0', '\uD83E', '9'.repeat(400), '__proto__'], never),
    ...asText(['0', '0.00', '-0.00', '-1.00', '12.5', '12.505', '9999999999.99', '10000000000.00'], odd),
    ...asText(['999999999999999.99', '-999999999999999.99', '999999999999999'], odd),
  ],
  DateTime: [
    ...wrongForText,
    never('number', 1_767_225_600_000),
    ...asText(['', 'now', 'NaN', '2026-01-01', '2026-02-30T00:00:00Z', '2026-01-01T24:00:00Z'], never),
    ...asText(
      ['2026-12-31T23:59:60Z', '0000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z', '2026-01-01T00:00:00'],
      never,
    ),
    ...asText(['2026-01-01T00:00:00+99:99', '9999-12-31T23:59:59-23:59', '2026-01-01T00:00:00Z\0'], never),
    ...asText(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '2026-01-01T00:00:00+23:59'], odd),
  ],
  CurrencyCode: [
    ...wrongForText,
    ...asText(['', 'XXX', 'eur', ' EUR', 'EURO', '\0', '\uD83E', '__proto__', 'constructor', 'toString'], never),
    ...asText(['JPY', 'KWD', 'USD'], odd),
  ],
};

const ofEnum: readonly Hostile[] = [
  never('no such value', 'NO_SUCH_VALUE'),
  never('constructor', 'constructor'),
  never('__proto__', '__proto__'),
  never('empty', ''),
  never('number', 1),
  never('object', {}),
  never('NUL', '\0'),
];

const containers: readonly Hostile[] = [
  never('text', 'x'),
  never('number', 7),
  never('__proto__', JSON.parse('{"__proto__":{"isAdmin":true}}')),
  never('constructor', { constructor: { prototype: { isAdmin: true } } }),
  never('unknown key', { noSuchField: 1 }),
  never('deep lists', nested(60, 1)),
  never('300 unknown keys', Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key${index}`, index]))),
];

const isCursor = (argument: string): boolean => argument === 'after' || argument === 'before';

/** Values that an attacker would try at an argument or a field of an input. */
export function hostileValuesFor(type: GraphQLInputType, name: string): readonly Hostile[] {
  const inner = getNullableType(type);
  const absent = inner === type ? [odd('null', null)] : [never('null', null)];
  if (isListType(inner)) {
    const empty = odd('empty list', []);
    return isLeafType(getNamedType(inner)) ? [empty, ...absent] : [empty, ...absent, ...containers];
  }
  if (isEnumType(inner)) return [...ofEnum, ...absent];
  if (!isLeafType(inner)) return [...containers, ...absent];
  return [...(ofScalar[inner.name] ?? texts), ...(isCursor(name) ? cursors : []), ...absent];
}
