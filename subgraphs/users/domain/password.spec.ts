import { describe, expect, it } from '@jest/globals';
import { checkPassword } from './password.ts';

const email = 'amina.odhiambo@example.com';

const refused = (password: string) =>
  expect(() => checkPassword(password, email)).toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'password' } }),
  );

describe('checking a password', () => {
  it.each(['correct horse battery', 'soko-demo-2026', '東京の夜は静かで星が見える', 'tr0ub4dor&3x'])(
    'accepts %j',
    (password) => {
      expect(() => checkPassword(password, email)).not.toThrow();
    },
  );

  it.each(['', 'short', 'nine char'])('refuses %j for its length', (password) => refused(password));

  it('counts characters, not UTF-16 units', () => refused('🔒🔒🔑🔒🔒🔑'));

  it('refuses one longer than 200 characters', () => refused('ab1 '.repeat(51)));

  it.each([email, 'Amina.Odhiambo@Example.com', 'amina odhiambo example com', 'amina.odhiambo'])(
    'refuses %j, which is the email address',
    (password) => refused(password),
  );

  it.each(['password123', 'PASSWORD-123', 'qwertyuiop', 'iloveyou1234', '1234567890', 'welcome 2026', 'Safaricom123'])(
    'refuses %j, which is common',
    (password) => refused(password),
  );

  it.each(['aaaaaaaaaaaa', 'ababababababab', 'abcdefghijkl', 'zyxwvutsrqpo'])(
    'refuses %j, which is a pattern',
    (password) => refused(password),
  );
});
