import { badUserInput } from '@soko/errors';
import { encodeCursor, type Page, type PageArguments, readPage } from '@soko/pagination';
import type { EventPosition } from '../domain/event-filter.ts';

/** A page of events; cursors carry a position in the list. */
export function readEventPage(args: PageArguments): Page<EventPosition> {
  const page = readPage(args, 2);
  if (page.cursor === null) return { ...page, cursor: null };
  const [at, id] = page.cursor;
  const time = new Date(typeof at === 'number' ? at : Number.NaN);
  if (Number.isNaN(time.getTime()) || typeof id !== 'string' || id.includes('\0')) {
    throw badUserInput('This cursor is not one this list gave out.', page.backwards ? 'before' : 'after');
  }
  return { ...page, cursor: { time, id } };
}

export const cursorOf = ({ time, id }: EventPosition): string => encodeCursor([time.getTime(), id]);
