import { badUserInput } from '@soko/errors';

/** Longer texts are no cursors. */
const maxLength = 4_096;

/** The cursor in `extensions.resumeFrom` of an operation: null when the client asks for a first one. */
export function resumeFromIn(extensions: unknown): string | null | undefined {
  const cursor = (extensions as { resumeFrom?: unknown } | null | undefined)?.resumeFrom;
  if (cursor === undefined || cursor === null) return cursor;
  if (typeof cursor === 'string' && cursor.length <= maxLength) return cursor;
  throw badUserInput(
    'The value must be the `extensions.cursor` of a message, or null for a first cursor.',
    'extensions.resumeFrom',
  );
}
