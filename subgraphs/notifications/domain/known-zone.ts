const known = new Map<string, boolean>();

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl throws a RangeError for a zone that it does not know.
    return false;
  }
}

/** A time zone that can be used, or UTC: none is given, or this version of Node.js does not know it. */
export function knownZone(timeZone: string | null): string {
  if (timeZone === null) return 'UTC';
  if (!known.has(timeZone)) known.set(timeZone, isKnown(timeZone));
  return known.get(timeZone) === true ? timeZone : 'UTC';
}
