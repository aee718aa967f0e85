import { badUserInput } from '@soko/errors';

const shape = /^[^\s@<>()[\],;:"\\]+@([\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

/** One spelling for every way to write an address: trimmed, lower case, composed characters. */
export const normalEmail = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** A well-formed address in its one spelling. Throws BAD_USER_INPUT at `field`. */
export function readEmail(text: string, field = 'email'): string {
  const email = normalEmail(text);
  if (email.length > 254 || !shape.test(email)) throw badUserInput('This is not an e-mail address.', field);
  return email;
}
