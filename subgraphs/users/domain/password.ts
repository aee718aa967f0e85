import { badUserInput } from '@soko/errors';
import { commonPasswords } from './common-passwords.ts';

const minimum = 10;
const maximum = 200;

/** `aaaaaaaaaa`, `1212121212`: one or two characters over and over. */
const isRepetition = (text: string): boolean => new Set(text).size <= 2;

/** `abcdefghij`, `9876543210`: each character follows the one before it. */
function isRun(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = points.slice(1).map((point, index) => point - points[index]!);
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

const withoutDecoration = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * Refuses a password that would be guessed early: short, common, or the person's own address. Length is counted in
 * characters; there are no rules about kinds of characters, after NIST SP 800-63B section 3.1.1.2.
 * Throws BAD_USER_INPUT at `field`.
 */
export function checkPassword(password: string, email: string, field = 'password'): void {
  const { length } = Array.from(password);
  if (length < minimum) throw badUserInput(`A password needs at least ${minimum} characters.`, field);
  if (length > maximum) throw badUserInput(`A password may have at most ${maximum} characters.`, field);
  const plain = password.toLowerCase();
  const [name] = email.split('@');
  if (plain === email || withoutDecoration(plain) === withoutDecoration(email) || plain === name) {
    throw badUserInput('The password must not be the e-mail address.', field);
  }
  if (commonPasswords.has(withoutDecoration(plain)) || isRepetition(plain) || isRun(plain)) {
    throw badUserInput('This password is one of those that are tried first. Choose another.', field);
  }
}
