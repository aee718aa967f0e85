import { badUserInput } from '@soko/errors';
import { encodeCursor, type Page, type PageArguments, readPage } from '@soko/pagination';

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads the arguments of a list that goes by `createdAt`, then by id. */
export function readDatedPage(args: PageArguments): Page<[string, string]> {
  const page = readPage(args, 2);
  if (page.cursor === null) return { ...page, cursor: null };
  const [createdAt, id] = page.cursor.map(String) as [string, string];
  if (moment.test(createdAt) && !Number.isNaN(Date.parse(createdAt))) return { ...page, cursor: [createdAt, id] };
  const field = page.backwards ? 'before' : 'after';
  throw badUserInput('This cursor is not one this list gave out. Leave it out to start at the beginning.', field);
}

export const datedCursor = ({ createdAt, id }: { createdAt: Date; id: string }): string =>
  encodeCursor([createdAt.toISOString(), id]);
