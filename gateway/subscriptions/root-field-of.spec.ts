import { describe, expect, it } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { rootFieldOf } from './root-field-of.ts';

const rootFieldIn = (text: string): string => {
  const document = parse(text);
  return rootFieldOf(document, getOperationAST(document, 'A')!);
};

describe('the field of a subscription', () => {
  it.each([
    ['subscription A { orderUpdated(id: 1) { id } }'],
    ['subscription A { alias: orderUpdated(id: 1) { id } }'],
    ['subscription A { ...F } fragment F on Subscription { ... on Subscription { orderUpdated(id: 1) { id } } }'],
  ])('is found in %s', (text) => {
    expect(rootFieldIn(text)).toBe('orderUpdated');
  });

  it.each([
    ['subscription A($on: Boolean!) { orderUpdated @include(if: $on) { id } }'],
    ['subscription A { ... @skip(if: false) { orderUpdated { id } } }'],
    ['subscription A { ...F }'],
    ['subscription A { ...F } fragment F on Subscription { ...F }'],
    ['subscription A($on: Boolean!) { orderUpdated { id } ... @include(if: $on) { myOrders { id } } }'],
  ])('is refused in %s', (text) => {
    expect(() => rootFieldIn(text)).toThrow(/subscription/);
  });

  it('is looked for once in each fragment, however often they are spread', () => {
    const spread = (number: number): string => `fragment F${number} on S { ...F${number + 1} ...F${number + 1} }`;
    const fragments = Array.from({ length: 300 }, (_, number) => spread(number)).join(' ');
    expect(() => rootFieldIn(`subscription A { ...F0 } ${fragments}`)).toThrow(/one field/);
  });
});
