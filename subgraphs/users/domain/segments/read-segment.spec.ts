import { describe, expect, it } from '@jest/globals';
import { maxConditions, maxQueryLength, readSegment } from './read-segment.ts';

const productId = 'prd_0190b5c1-1111-7222-8333-944455556666';
const tokenId = 'ctk_0190b5c1-1111-7222-8333-944455556666';

describe('reading a query', () => {
  it.each([
    ['tag:vip', { kind: 'tag', tag: 'vip' }],
    ['TAG : "Big Spender"', { kind: 'tag', tag: 'big spender' }],
    ['tag:"and"', { kind: 'tag', tag: 'and' }],
    ['source:import', { kind: 'source', source: 'IMPORT' }],
    [`bought:${productId}`, { kind: 'bought', productId }],
    ['source:claim', { kind: 'source', source: 'CLAIM' }],
    [`claimed:${tokenId}`, { kind: 'claimed', tokenId }],
    ['orders>=2', { kind: 'orders', comparison: '>=', count: 2 }],
    ['orders != 0', { kind: 'orders', comparison: '!=', count: 0 }],
    ['spent >= 100 EUR', { kind: 'spent', comparison: '>=', amountMinor: 10_000n, currency: 'EUR' }],
    ['spent < 99.50 eur', { kind: 'spent', comparison: '<', amountMinor: 9_950n, currency: 'EUR' }],
    ['spent = 1200 JPY', { kind: 'spent', comparison: '=', amountMinor: 1_200n, currency: 'JPY' }],
    ['last_order < 30d', { kind: 'last_order', comparison: '<', ageMs: 30 * 86_400_000 }],
    ['added >= 2w', { kind: 'added', comparison: '>=', ageMs: 14 * 86_400_000 }],
    ['not tag:vip', { kind: 'not', condition: { kind: 'tag', tag: 'vip' } }],
  ])('%s', (query, condition) => {
    expect(readSegment(query)).toEqual(condition);
  });

  it('binds `and` stronger than `or`, and brackets strongest', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((tag) => ({ kind: 'tag', tag }));
    expect(readSegment('tag:a or tag:b and tag:c')).toEqual({ kind: 'or', all: [a, { kind: 'and', all: [b, c] }] });
    expect(readSegment('(tag:a OR tag:b) AND tag:c')).toEqual({ kind: 'and', all: [{ kind: 'or', all: [a, b] }, c] });
    expect(readSegment('not tag:a and tag:b')).toEqual({ kind: 'and', all: [{ kind: 'not', condition: a }, b] });
  });

  it.each([
    ['', 0, 'Expected tag, source, bought, claimed, orders, spent, last_order or added, not the end.'],
    ['tag:vip and', 11, 'not the end'],
    ['tag:vip tag:new', 8, 'Expected and, or or the end, not "tag".'],
    ['tag vip', 4, 'Expected a colon, not "vip".'],
    ['tag:"vip', 4, 'The quotation mark is never closed.'],
    ['tag:-vip', 4, 'must begin with a letter or digit'],
    ['orders > many', 9, 'Expected a whole number'],
    ['orders 2', 7, 'Expected one of = != < <= > >=, not "2".'],
    ['spent > 100', 11, 'Expected a currency'],
    ['spent > 1.5 EUR', 8, 'write it with 2 decimals'],
    ['spent > 1 XXX', 8, 'is not a currency'],
    ['last_order = 3d', 11, 'Expected one of < <= > >=, not "=".'],
    ['last_order < 30', 13, 'Expected an age'],
    ['bought:sku', 7, 'the id of a product'],
    [`claimed:${productId}`, 8, 'the id of a token'],
    ['colour:red', 0, 'Expected tag, source'],
    ['constructor:x', 0, 'Expected tag, source'],
    ['(tag:vip', 8, 'Expected a closing bracket, not the end.'],
    ["tag:vip; DROP TABLE contacts; --'", 7, '";" has no meaning here.'],
    ['tag:vip 🎉', 8, '"🎉" has no meaning here.'],
  ])('%j is refused at %i', (query, position, message) => {
    expect(readSegment(query)).toEqual({ position, message: expect.stringContaining(message) });
  });

  it('has bounds', () => {
    expect(readSegment(' '.repeat(maxQueryLength + 1))).toMatchObject({ position: maxQueryLength });
    const many = Array.from({ length: maxConditions }, () => 'tag:a').join(' or ');
    expect(readSegment(many)).toMatchObject({ kind: 'or' });
    expect(readSegment(`${many} or tag:a`)).toMatchObject({ message: 'A query has at most 40 conditions.' });
    expect(readSegment(`${'('.repeat(11)}tag:a${')'.repeat(11)}`)).toMatchObject({ position: 11 });
    expect(readSegment(`${'not '.repeat(11)}tag:a`)).toMatchObject({ position: 44 });
  });
});
