import { isId } from '@soko/ids';
import { BadMoney, digitsOf, maxAmountMinor, parseMoney } from '@soko/money';
import { isMistake, readTag } from '../contacts/contact.ts';
import type { AgeComparison, Comparison, Condition, SegmentFault } from './segment.ts';
import { SegmentError, type Token, wordsOf } from './segment-words.ts';

/** Maximum length of a query. */
export const maxQueryLength = 1_000;

/** Maximum number of conditions in a query. */
export const maxConditions = 40;

/** Maximum number of brackets and `not` inside each other. */
export const maxDepth = 10;

const comparisons: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies Comparison[];

const sources = { order: 'ORDER', claim: 'CLAIM', manual: 'MANUAL', import: 'IMPORT' } as const;

const hourMs = 3_600_000;

const unitsMs: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs };

/** The greatest age that a query can ask for: a hundred years. */
const maxAgeMs = 36_525 * 24 * hourMs;

const names = 'tag, source, bought, claimed, orders, spent, last_order or added';

/** Reads words from left to right. */
interface Reader {
  peek(): Token;
  take(): Token;
  /** Takes the next word when it is `text`. */
  takes(text: string): boolean;
}

function createReader(query: string): Reader {
  const tokens = wordsOf(query);
  let next = 0;
  const peek = (): Token => tokens[next]!;
  const take = (): Token => {
    const token = peek();
    if (token.kind !== 'end') next += 1;
    return token;
  };
  const takes = (text: string): boolean => {
    const isNext = peek().kind !== 'quoted' && peek().text.toLowerCase() === text;
    if (isNext) take();
    return isNext;
  };
  return { peek, take, takes };
}

const shown = ({ kind, text }: Token): string => (kind === 'end' ? 'the end' : `"${text.slice(0, 40)}"`);

const expected = (what: string, found: Token): SegmentError =>
  new SegmentError(`Expected ${what}, not ${shown(found)}.`, found.position);

function readValue(reader: Reader, what: string): Token {
  if (!reader.takes(':')) throw expected('a colon', reader.peek());
  const value = reader.take();
  if (value.kind === 'word' || value.kind === 'quoted') return value;
  throw expected(what, value);
}

function readComparison(reader: Reader): Comparison {
  const found = reader.take();
  if (found.kind === 'sign' && comparisons.includes(found.text)) return found.text as Comparison;
  throw expected('one of = != < <= > >=', found);
}

function readWord(reader: Reader, what: string, shape: RegExp): Token {
  const found = reader.take();
  if (found.kind === 'word' && shape.test(found.text)) return found;
  throw expected(what, found);
}

function readTagCondition(reader: Reader): Condition {
  const value = readValue(reader, 'a tag, such as vip or "big spender"');
  try {
    return { kind: 'tag', tag: readTag(value.text, 'tag') };
  } catch (error) {
    if (isMistake(error)) throw new SegmentError(error.message, value.position);
    throw error;
  }
}

function readSource(reader: Reader): Condition {
  const value = readValue(reader, 'order, claim, manual or import');
  const name = value.text.toLowerCase();
  if (Object.hasOwn(sources, name)) return { kind: 'source', source: sources[name as keyof typeof sources] };
  throw expected('order, claim, manual or import', value);
}

function readBought(reader: Reader): Condition {
  const value = readValue(reader, 'the id of a product');
  const productId = value.text.toLowerCase();
  if (isId('prd', productId)) return { kind: 'bought', productId };
  throw expected('the id of a product, which starts with prd_', value);
}

function readClaimed(reader: Reader): Condition {
  const value = readValue(reader, 'the id of a token');
  const tokenId = value.text.toLowerCase();
  if (isId('ctk', tokenId)) return { kind: 'claimed', tokenId };
  throw expected('the id of a token, which starts with ctk_', value);
}

function readOrders(reader: Reader): Condition {
  const comparison = readComparison(reader);
  const { text } = readWord(reader, 'a whole number up to 1000000', /^(\d{1,6}|1000000)$/);
  return { kind: 'orders', comparison, count: Number(text) };
}

function readSpent(reader: Reader): Condition {
  const comparison = readComparison(reader);
  const amount = readWord(reader, 'an amount, such as 100 or 99.50', /^\d{1,12}(\.\d{1,3})?$/);
  const currency = readWord(reader, 'a currency, such as EUR', /^[a-z]{3}$/i).text.toUpperCase();
  try {
    const { amountMinor } = parseMoney(withDecimals(amount.text, currency), currency);
    if (amountMinor <= maxAmountMinor) return { kind: 'spent', comparison, amountMinor, currency };
    throw new SegmentError('The amount is too large.', amount.position);
  } catch (error) {
    if (error instanceof BadMoney) throw new SegmentError(error.message, amount.position);
    throw error;
  }
}

/** Whole amounts need no decimals: `100 EUR` is 100.00. */
function withDecimals(amount: string, currency: string): string {
  if (amount.includes('.')) return amount;
  const digits = digitsOf(currency);
  return digits === 0 ? amount : `${amount}.${'0'.repeat(digits)}`;
}

function readAge(reader: Reader, kind: 'last_order' | 'added'): Condition {
  const sign = reader.peek();
  const comparison = readComparison(reader);
  if (comparison === '=' || comparison === '!=') throw expected('one of < <= > >=', sign);
  const age = readWord(reader, 'an age in hours, days or weeks, such as 12h, 30d or 4w', /^\d{1,6}[hdw]$/i);
  const ageMs = Number(age.text.slice(0, -1)) * unitsMs[age.text.slice(-1).toLowerCase()]!;
  if (ageMs > maxAgeMs) throw new SegmentError('The age must be at most 100 years.', age.position);
  return { kind, comparison: comparison satisfies AgeComparison, ageMs };
}

const conditions: Readonly<Record<string, (reader: Reader) => Condition>> = {
  tag: readTagCondition,
  source: readSource,
  bought: readBought,
  claimed: readClaimed,
  orders: readOrders,
  spent: readSpent,
  last_order: (reader) => readAge(reader, 'last_order'),
  added: (reader) => readAge(reader, 'added'),
};

function createCounter() {
  let count = 0;
  return (position: number): void => {
    count += 1;
    if (count > maxConditions) throw new SegmentError(`A query has at most ${maxConditions} conditions.`, position);
  };
}

/** Reads conditions. `or` binds weaker than `and`, and `not` strongest. */
function readerOfConditions(reader: Reader) {
  const count = createCounter();
  const list = (kind: 'and' | 'or', read: (depth: number) => Condition, depth: number): Condition => {
    const all = [read(depth)];
    while (reader.takes(kind)) all.push(read(depth));
    return all.length === 1 ? all[0]! : { kind, all };
  };
  const either = (depth: number): Condition => list('or', both, depth);
  const both = (depth: number): Condition => list('and', one, depth);
  function one(depth: number): Condition {
    const { position } = reader.peek();
    if (depth > maxDepth) throw new SegmentError('There are too many brackets inside each other.', position);
    if (reader.takes('not')) return { kind: 'not', condition: one(depth + 1) };
    if (!reader.takes('(')) return simple();
    const inner = either(depth + 1);
    if (!reader.takes(')')) throw expected('a closing bracket', reader.peek());
    return inner;
  }
  function simple(): Condition {
    const name = reader.take();
    const known = name.text.toLowerCase();
    if (name.kind !== 'word' || !Object.hasOwn(conditions, known)) throw expected(names, name);
    count(name.position);
    return conditions[known]!(reader);
  }
  return either;
}

/** Reads a query in the language of docs/segments.md, or says what is wrong with it and where. */
export function readSegment(query: string): Condition | SegmentFault {
  try {
    if (query.length > maxQueryLength) {
      throw new SegmentError(`A query has at most ${maxQueryLength} characters.`, maxQueryLength);
    }
    const reader = createReader(query);
    const condition = readerOfConditions(reader)(0);
    const rest = reader.peek();
    if (rest.kind !== 'end') throw expected('and, or or the end', rest);
    return condition;
  } catch (error) {
    if (error instanceof SegmentError) return { message: error.message, position: error.position };
    throw error;
  }
}
