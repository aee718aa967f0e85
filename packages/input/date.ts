import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

const isDate = (text: string): boolean => {
  const midnight = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === text && text >= '0001';
};

/** A date of the calendar as `YYYY-MM-DD`. Throws BAD_USER_INPUT at `field`. */
export function readDate(text: string, field = 'date'): string {
  const date = text.trim();
  if (/^\d{4}-\d\d-\d\d$/.test(date) && isDate(date)) return date;
  throw badUserInput(`${nameField(field)} must be a date, such as 2026-03-31.`, field);
}
