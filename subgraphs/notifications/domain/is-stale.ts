const weekMs = 7 * 24 * 3_600_000;

/** Whether something happened too long ago (`time`, RFC 3339) to be news to anybody. */
export const isStale = (time: string, now: Date): boolean => now.getTime() - Date.parse(time) > weekMs;
