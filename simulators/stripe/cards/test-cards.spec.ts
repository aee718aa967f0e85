import { describe, expect, it } from '@jest/globals';
import { cardOfNumber } from './card-details.ts';
import { testCards } from './test-cards.ts';

describe('the test cards', () => {
  it('have numbers and names of their own', () => {
    const names = testCards.flatMap((card) => card.names);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(testCards.map(({ number }) => number)).size).toBe(testCards.length);
  });

  it.each(testCards.map((card) => [card.number, card.names[0]]))('%s passes the checksum as %s', (number, name) => {
    const card = cardOfNumber({ number, expMonth: 12, expYear: 2040 }, 'card', new Date('2026-01-01'));
    expect(card.behaviour).toBe(name);
  });
});
