import { badUserInput } from '@soko/errors';
import { commonPasswords } from './common-passwords.ts';

const minLength = 10;
const maxLength = 200;

/** `aaaaaaaaaa`, `1212121212`: only one or two different characters. */
const isRepetition = (text: string): boolean => new Set(text).size <= 2;

/** `abcdefghij`, `9876543210`: each character follows the previous one. */
function isRun(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = points.slice(1).map((point, index) => point - points[index]!);
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

const lettersAndDigits = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * Refuses a password that is easy to guess: short, common, or the user's own email address. Length is counted in
 * characters. There are no rules about kinds of characters, following NIST SP 800-63B section 3.1.1.2.
 * Throws BAD_USER_INPUT at `field`.
 */
export function checkPassword(password: string, email: string, field = 'password'): void {
  const { length } = Array.from(password);
  if (length < minLength || length > maxLength) {
    throw badUserInput(`The password must have ${minLength} to ${maxLength} characters.`, field);
  }
  const plain = password.toLowerCase();
  const [name] = email.split('@');
  if (plain === email || lettersAndDigits(plain) === lettersAndDigits(email) || plain === name) {
    throw badUserInput('The password must not be the email address.', field);
  }
  if (commonPasswords.has(lettersAndDigits(plain)) || isRepetition(plain) || isRun(plain)) {
    throw badUserInput('This password is too common. Choose another.', field);
  }
}
