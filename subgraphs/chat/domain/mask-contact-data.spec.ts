import { describe, expect, it } from '@jest/globals';
import { isMaskedIn, maskContactData } from './mask-contact-data.ts';

describe('contact data in a message', () => {
  it.each([
    ['Write to amina@example.com today', 'Write to ••• today'],
    ['amina.o+shop @ example.co.ke', '•••'],
    ['amina (at) example (dot) com', '•••'],
    ['amina at example dot com', '•••'],
    ['Call +254 712 345 678 now', 'Call ••• now'],
    ['0712-345-678', '•••'],
    ['(0712) 345 678', '•••'],
    ['０７１２３４５６７８', '•••'],
    ['٠٧١٢٣٤٥٦٧٨', '•••'],
    ['07\u200b12345678', '•••'],
    ['See https://example.com/pay?x=1 for it', 'See ••• for it'],
    ['www.example.com', '•••'],
    ['wa.me/254712345678', '•••'],
    ['I am @amina_sells there', 'I am ••• there'],
  ])('is replaced: %s', (text, expected) => {
    expect(maskContactData(text)).toEqual({ text: expected, isMasked: true });
  });

  it.each([
    'Is it 120 x 80 cm?',
    'I pay KES 12,500.00 for both.',
    'My order is SO-2026-000123-1.',
    'Can it arrive on 2026-03-01?',
    'On 01.03.2026 or later',
    'Meet @ 5?',
    'Size 42, ISBN 12345',
    'Zwei Stück, bitte. Danke! 😀',
    'ﬁne',
  ])('is not found where there is none: %s', (text) => {
    expect(maskContactData(text)).toEqual({ text, isMasked: false });
  });

  it('takes little time in a long text', () => {
    const text = `${'1 '.repeat(1_000)}${'a.'.repeat(1_000)}`.slice(0, 4_000);
    expect(maskContactData(text).text.length).toBeLessThanOrEqual(4_000);
  });

  it.each([
    ['before-order', true, false],
    ['always', true, true],
    ['never', false, false],
  ] as const)('is masked with %s: %s about a product, %s about an order', (masking, product, order) => {
    expect(isMaskedIn(masking, 'PRODUCT')).toBe(product);
    expect(isMaskedIn(masking, 'ORDER')).toBe(order);
  });
});
