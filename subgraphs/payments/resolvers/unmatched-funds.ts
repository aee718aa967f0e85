import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { approveFundsDecision, rejectFundsDecision } from '../commands/unmatched/decide-about-decision.ts';
import { resolveUnmatchedFunds } from '../commands/unmatched/resolve-unmatched-funds.ts';
import { possibleResolutions } from '../domain/unmatched.ts';
import type { MutationResolvers, QueryResolvers, UnmatchedFundsResolvers } from '../generated/graphql.ts';
import { listUnmatchedFunds } from '../store/unmatched-funds.ts';

const cursors = timeAndId('unmatched-funds');

export const unmatchedQuery: Pick<QueryResolvers, 'unmatchedFunds'> = {
  async unmatchedFunds(_, { statuses, ...args }, { db, viewer }) {
    requireRole(viewer, 'SUPPORT');
    if (statuses && (statuses.length === 0 || statuses.length > 3)) {
      throw badUserInput('The list must have 1 to 3 statuses. Omit it for all.', 'statuses');
    }
    const page = readPage(args, cursors);
    const rows = await listUnmatchedFunds(db, statuses ?? null, page);
    return toConnection(rows, page, ({ receivedAt, id }) => cursorOf(cursors, [receivedAt, id]));
  },
};

export const unmatchedMutation: Pick<
  MutationResolvers,
  'resolveUnmatchedFunds' | 'approveFundsDecision' | 'rejectFundsDecision'
> = {
  resolveUnmatchedFunds: async (_, { input }, context) =>
    answer('UnmatchedFunds', await resolveUnmatchedFunds(context, input)),
  approveFundsDecision: async (_, { input }, context) =>
    answer('UnmatchedFunds', await approveFundsDecision(context, input)),
  rejectFundsDecision: async (_, { input }, context) =>
    answer('UnmatchedFunds', await rejectFundsDecision(context, input)),
};

export const unmatchedFunds: UnmatchedFundsResolvers = {
  amount: ({ amountMinor, currency }) => (amountMinor === null ? null : toGraphMoney({ amountMinor, currency })),
  possibleResolutions: (it) => possibleResolutions(it),
  decisions: ({ id }, _, { loaders }) => loaders.decisionsOf.load(id),
};
