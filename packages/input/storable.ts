import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

/**
 * The reason why a text cannot be stored, as the end of a sentence, or null. JSON can carry NUL and halves of surrogate
 * pairs, but Postgres can store neither.
 */
export function faultOfText(text: string): string | null {
  if (text.includes('\0')) return 'must not contain the character NUL';
  return text.isWellFormed() ? null : 'must be valid Unicode text';
}

interface Fault {
  fault: string;
  /** From the value to the text, last part first. */
  path: string[];
}

/** The first text in `value`, at any depth, that cannot be stored. Keys of objects are texts as well. */
function findFault(value: unknown): Fault | null {
  if (typeof value === 'string') {
    const fault = faultOfText(value);
    return fault === null ? null : { fault, path: [] };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const key of Object.keys(value)) {
    const fault = faultOfText(key);
    if (fault !== null) return { fault, path: [] };
    const found = findFault((value as Record<string, unknown>)[key]);
    if (found === null) continue;
    found.path.push(key);
    return found;
  }
  return null;
}

/** Refuses variables with a text that cannot be stored. Throws BAD_USER_INPUT with the path of the text as field. */
export function requireStorable(variables: Readonly<Record<string, unknown>>): void {
  const found = findFault(variables);
  if (found === null) return;
  const path = found.path.toReversed();
  // Mutations take one argument, `input`, which is not part of the path.
  const field = (path.length > 1 && path[0] === 'input' ? path.slice(1) : path).join('.') || 'variables';
  throw badUserInput(`${nameField(field)} ${found.fault}.`, field);
}
