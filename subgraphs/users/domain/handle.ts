import { badUserInput } from '@soko/errors';

/** Handles that buyers would mistake for Soko's own. */
const reserved = new Set(['admin', 'administrator', 'api', 'help', 'official', 'soko', 'staff', 'support', 'www']);

/** A seller's name in web addresses: 3 to 30 lower-case letters, digits and single hyphens. Throws BAD_USER_INPUT. */
export function readHandle(text: string, field = 'handle'): string {
  const handle = text.trim().toLowerCase();
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(handle) || handle.length < 3 || handle.length > 30) {
    throw badUserInput('The handle must have 3 to 30 lower-case letters, digits and single hyphens.', field);
  }
  if (reserved.has(handle)) throw badUserInput('The handle is reserved. Choose another.', field);
  return handle;
}
