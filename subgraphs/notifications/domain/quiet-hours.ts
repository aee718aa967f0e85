import { knownZone } from './known-zone.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** Hours of the day in which messages wait, by the clock of a person. They may span midnight. */
export interface QuietHours {
  /** Minutes after midnight. */
  fromMinute: number;
  toMinute: number;
  /** IANA name of a time zone, such as `Africa/Nairobi`. */
  timeZone: string;
}

/** Making a formatter takes long, and there are few hundred zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: knownZone(timeZone),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** Minutes after midnight on the clocks of a zone. */
function minuteOf(timeZone: string, at: Date): number {
  const [hours, minutes] = clockOf(timeZone).format(at).split(':');
  return Number(hours) * 60 + Number(minutes);
}

const minutesFrom = (minute: number, to: number): number => (to - minute + dayMinutes) % dayMinutes;

const isQuiet = ({ fromMinute, toMinute }: QuietHours, minute: number): boolean =>
  minutesFrom(fromMinute, minute) < minutesFrom(fromMinute, toMinute);

/** `at` and some minutes, without the seconds. */
const minutesLater = (at: Date, minutes: number): Date =>
  new Date(Math.floor(at.getTime() / minuteMs) * minuteMs + minutes * minuteMs);

/**
 * The end of the quiet hours in which `now` is. Null when it is in none. When clocks change during the night, the hours end
 * by the new time.
 */
export function quietUntil(hours: QuietHours, now: Date): Date | null {
  const minute = minuteOf(hours.timeZone, now);
  if (!isQuiet(hours, minute)) return null;
  const end = minutesLater(now, minutesFrom(minute, hours.toMinute));
  // Clocks that changed in between show another time then, an hour at most.
  const late = minutesFrom(hours.toMinute, minuteOf(hours.timeZone, end));
  if (late === 0) return end;
  const corrected = minutesLater(end, late < dayMinutes / 2 ? -late : dayMinutes - late);
  return corrected > now && !isQuiet(hours, minuteOf(hours.timeZone, corrected)) ? corrected : end;
}

/** Minutes after midnight of a time such as `22:30`. Null for anything else. */
export function readTimeOfDay(text: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** The time of day as `22:30`. */
export const timeOfDay = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
