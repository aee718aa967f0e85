import { badUserInput } from '@soko/errors';

/** Names that would be taken for the house's own. */
const reserved = new Set(['admin', 'administrator', 'api', 'help', 'official', 'soko', 'staff', 'support', 'www']);

/** A seller's name in addresses: 3 to 30 lower-case letters, digits and single hyphens. Throws BAD_USER_INPUT. */
export function readHandle(text: string, field = 'handle'): string {
  const handle = text.trim().toLowerCase();
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(handle) || handle.length < 3 || handle.length > 30) {
    throw badUserInput('A handle has 3 to 30 lower-case letters, digits and single hyphens.', field);
  }
  if (reserved.has(handle)) throw badUserInput('This handle is reserved.', field);
  return handle;
}
