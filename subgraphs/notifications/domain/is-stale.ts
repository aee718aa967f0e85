const weekMs = 7 * 24 * 3_600_000;

/** True when an event (`time`, RFC 3339) is more than a week old: a log that is read again must not send old messages. */
export const isStale = (time: string, now: Date): boolean => now.getTime() - Date.parse(time) > weekMs;
