import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { cursorOf, maxPageSize, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { FeedImportResolvers, FeedProducerResolvers, QueryResolvers } from '../generated/graphql.ts';
import { findImport, findImportProblems, listImports } from '../store/feed/imports.ts';
import { findProducers } from '../store/feed/producers.ts';

const importCursors = timeAndId('feedImports', (id) => isId('fim', id));

export const feedQuery = {
  feedProducers(_, __, { viewer, pool }) {
    requireRole(viewer, 'TRADER');
    return findProducers(pool, null);
  },
  async feedImports(_, args, { viewer, pool }) {
    requireRole(viewer, 'TRADER');
    const page = readPage(args, importCursors);
    const rows = await listImports(pool, page);
    return toConnection(rows, page, ({ startedAt, id }) => cursorOf(importCursors, [startedAt, id]));
  },
  feedImport(_, { id }, { viewer, pool }) {
    requireRole(viewer, 'TRADER');
    return findImport(pool, id);
  },
} satisfies QueryResolvers;

export const feedImport: FeedImportResolvers = {
  missing: ({ gapProducer, gapFrom, gapBefore }) =>
    gapProducer === null ? null : { producer: gapProducer, from: gapFrom!, to: gapBefore! - 1 },
  by: ({ actorId }) => actorId,
  problems({ id }, { first, afterLine }, { pool }) {
    const size = first ?? 20;
    if (size < 1 || size > maxPageSize)
      throw badUserInput(`\`first\` must be a whole number from 1 to ${maxPageSize}.`, 'first');
    return findImportProblems(pool, id, size, afterLine ?? 0);
  },
};

export const feedProducer: FeedProducerResolvers = {
  missing: ({ name, lastSeq, missingBefore }) =>
    missingBefore === null ? null : { producer: name, from: (lastSeq ?? 0) + 1, to: missingBefore - 1 },
  suspendedMarkets: async ({ name, missingBefore }, _, { loaders }) =>
    missingBefore === null ? 0 : loaders.marketsInGap.load(name),
};
