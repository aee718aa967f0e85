import { describe, expect, it } from '@jest/globals';
import { maskAllBut, maskDestination } from './mask.ts';

describe('masking', () => {
  it.each([
    ['amina@example.com', 'a•••@example.com'],
    ['a@example.com', 'a•••@example.com'],
    ['🦒irafe@example.com', '🦒•••@example.com'],
    ['+254712345678', '••••••••••678'],
  ])('shows %j as %j', (to, masked) => {
    expect(maskDestination(to)).toBe(masked);
  });

  it('does not tell how long a mailbox is named', () => {
    expect(maskDestination('ab@example.com')).toBe(maskDestination('abcdefgh@example.com'));
  });

  it('shows a text shorter than what may be shown', () => {
    expect(maskAllBut('12', 4)).toBe('12');
  });
});
