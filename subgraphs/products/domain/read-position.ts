import { badUserInput } from '@soko/errors';

/** A position in a list, from 0; null for the end. */
export function readPosition(position: number | null | undefined): number | null {
  if (position != null && position < 0) throw badUserInput('The position must be 0 or greater.', 'position');
  return position ?? null;
}
