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

  it('does not reveal the length of a mailbox name', () => {
    expect(maskDestination('ab@example.com')).toBe(maskDestination('abcdefgh@example.com'));
  });

  it('shows a text that is shorter than the visible part', () => {
    expect(maskAllBut('12', 4)).toBe('12');
  });
});
