import { describe, expect, it } from '@jest/globals';
import { readEmail } from './email.ts';

describe('reading an address', () => {
  it.each([
    [' Amina@Example.COM ', 'amina@example.com'],
    ['o’brien+tag@mail.example.co.ke', 'o’brien+tag@mail.example.co.ke'],
    ['jörg@müller.example', 'jörg@müller.example'],
  ])('takes %j as %j', (text, email) => {
    expect(readEmail(text)).toBe(email);
  });

  it.each([
    '',
    'amina',
    'amina@',
    '@example.com',
    'a b@example.com',
    'a@b@example.com',
    'a@example',
    'a@-x.com',
    'a@x..com',
  ])('refuses %j', (text) => {
    expect(() => readEmail(text)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'email' } }),
    );
  });

  it('refuses one that is longer than mail allows', () => {
    expect(() => readEmail(`${'a'.repeat(250)}@example.com`)).toThrow('e-mail address');
  });
});
