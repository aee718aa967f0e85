import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { readLine, readQuantity } from '@soko/input';
import { type CursorCodec, cursorOf, defaultPageSize, readMoment, readPage, toConnection } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import { requireContacts, seesContacts } from '../../commands/contacts/contact-rights.ts';
import { readSegment } from '../../domain/segments/read-segment.ts';
import { type Condition, isFault } from '../../domain/segments/segment.ts';
import type { QueryResolvers } from '../../generated/graphql.ts';
import { type ContactOrder, listContacts, positionOf } from '../../store/contacts/contacts.ts';
import { countMembers, findAddressesOfMembers, findSegmentsOf } from '../../store/segments/segments.ts';
import { withinBounds } from '../../store/segments/within-bounds.ts';

/** The cursors of one order of contacts: by a time or a number, then by id. */
const cursorsOf = (order: ContactOrder): CursorCodec<readonly [sorted: Date | number, id: string]> => ({
  list: `contacts-${order}`,
  write: ([sorted, id]) => [sorted instanceof Date ? sorted.toISOString() : sorted, id],
  read([given, id, ...others]) {
    const sorted = order === 'MOST_ORDERS' ? readCount(given) : readMoment(given);
    const isId = typeof id === 'string' && id.startsWith('ctc_');
    return sorted === null || !isId || others.length > 0 ? null : [sorted, id];
  },
});

/** Members of a page for services, which read whole segments. */
const maxMembersPage = 1_000;

const readCount = (given: unknown): number | null =>
  typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 2_147_483_647 ? given : null;

function readQuery(query: string): Condition {
  const read = readSegment(query);
  if (isFault(read)) throw badUserInput(`The query cannot be read. ${read.message}`, 'filter.query');
  return read;
}

export const contactQueries: QueryResolvers = {
  async contacts(_, { storeId, filter, orderBy: order, ...args }, context) {
    await requireContacts(context, storeId);
    const cursors = cursorsOf(order);
    const page = readPage(args, cursors);
    const search = filter?.search == null ? null : readLine(filter.search, 'filter.search', { max: 100 });
    const condition = filter?.query == null ? null : readQuery(filter.query);
    const question = { storeId, search, condition, order, now: context.now() };
    const read = (db: Queryable) => listContacts(db, question, page);
    const rows = await (condition === null ? read(context.pool) : withinBounds(context.pool, read));
    return toConnection(rows, page, (contact) => cursorOf(cursors, positionOf(order, contact)));
  },

  async contact(_, { id }, context) {
    const found = await context.loaders.contact.load(id);
    return (await seesContacts(context, found?.storeId ?? '')) ? found : null;
  },

  async segments(_, { storeId }, context) {
    await requireContacts(context, storeId);
    return findSegmentsOf(context.db, storeId);
  },

  async segment(_, { id }, context) {
    const found = await context.loaders.segment.load(id);
    return (await seesContacts(context, found?.storeId ?? '')) ? found : null;
  },

  async checkSegment(_, { storeId, query }, context) {
    await requireContacts(context, storeId);
    const condition = readSegment(query);
    if (isFault(condition)) return { size: null, fault: condition };
    const question = { storeId, condition };
    const [size] = await withinBounds(context.pool, (tx) => countMembers(tx, [question], context.now()));
    return { size: size!, fault: null };
  },

  async segmentMembers(_, { segmentId, first, after }, context) {
    requireService(context.viewer);
    const limit = readQuantity(first ?? defaultPageSize, 'first', { min: 1, max: maxMembersPage });
    const segment = await context.loaders.segment.load(segmentId);
    if (segment === null) return null;
    const asked = { segment, after: after ?? null, limit: limit + 1, backwards: false };
    const found = await context.loaders.segmentMembers.load(asked);
    const shown = found.slice(0, limit);
    const members = await findAddressesOfMembers(context.pool, shown);
    return { storeId: segment.storeId, members, next: found.length > limit ? shown.at(-1)!.id : null };
  },
};
