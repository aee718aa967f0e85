import { cursorOf, idAlone, readPage, toConnection } from '@soko/pagination';
import type { SegmentResolvers } from '../../generated/graphql.ts';

const memberCursors = idAlone('segment-members', (id) => id.startsWith('ctc_'));

export const segment: SegmentResolvers = {
  size: (of, _, { loaders }) => loaders.segmentSize.load(of),
  async members(of, args, { loaders }) {
    const page = readPage(args, memberCursors);
    const { cursor, limit, backwards } = page;
    const asked = { segment: of, after: cursor?.[0] ?? null, limit: limit + 1, backwards };
    return toConnection(await loaders.segmentMembers.load(asked), page, ({ id }) => cursorOf(memberCursors, [id]));
  },
};
