import { requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { NotificationsContext } from '../context.ts';
import { readTimeOfDay } from '../domain/quiet-hours.ts';
import { timeZoneUnknown } from '../domain/refusals.ts';
import { noteTimeZone, type SavedQuietHours, saveQuietHours } from '../store/quiet-hours.ts';

interface SetQuietHoursInput {
  from?: string | null | undefined;
  to?: string | null | undefined;
}

function readTime(text: string, field: string): number {
  const minute = readTimeOfDay(text);
  if (minute === null) throw badUserInput('The time must have the form HH:MM, such as 22:00.', field);
  return minute;
}

/** The hours, or null when both times are missing. */
function readHours({ from, to }: SetQuietHoursInput): SavedQuietHours | null {
  if (from == null && to == null) return null;
  if (from == null || to == null) {
    throw badUserInput('Pass `from` and `to`, or neither to remove the quiet hours.', from == null ? 'from' : 'to');
  }
  const hours = { fromMinute: readTime(from, 'from'), toMinute: readTime(to, 'to') };
  if (hours.fromMinute === hours.toMinute) throw badUserInput('`to` must differ from `from`.', 'to');
  return hours;
}

/** Sets the hours in which messages to the viewer wait, or removes them. */
export async function setQuietHours({ identity, pool, findTimeZone }: NotificationsContext, input: SetQuietHoursInput) {
  const { id: userId } = requireUser(identity.viewer);
  const hours = readHours(input);
  if (await saveQuietHours(pool, userId, hours)) return { userId };
  // The person may have given it a moment ago, and its event is on its way.
  const timeZone = await findTimeZone(userId, identity.requestId);
  if (timeZone === null) return timeZoneUnknown();
  await noteTimeZone(pool, userId, timeZone);
  return (await saveQuietHours(pool, userId, hours)) ? { userId } : timeZoneUnknown();
}
