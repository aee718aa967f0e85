import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

const local = String.raw`[^\s\p{C}@<>()[\],;:"\\]+`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?`;
const topLevel = String.raw`(?:\p{L}{2,63}|xn--[a-z\d-]{1,59})`;
const shape = new RegExp(`^${local}@(?:${label}\\.)+${topLevel}$`, 'u');

/** One spelling for every way to write an address: trimmed, lower case, composed characters. */
export const normaliseEmail = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** A well-formed email address of at most 254 characters in its one spelling. Throws BAD_USER_INPUT at `field`. */
export function readEmail(text: string, field = 'email'): string {
  const email = normaliseEmail(text);
  if (email.length <= 254 && shape.test(email)) return email;
  throw badUserInput(`${nameField(field)} must be an email address, such as ada@example.com.`, field);
}
