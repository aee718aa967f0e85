import { requireRole, requireUser } from '@soko/auth';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { QueryResolvers } from '../generated/graphql.ts';
import { listDeposits } from '../store/cash/deposits.ts';
import { listWithdrawals } from '../store/cash/withdrawals.ts';
import { visibleDeposit } from './deposit.ts';
import { visibleWithdrawal } from './withdrawal.ts';

const depositCursors = timeAndId('deposits');
const withdrawalCursors = timeAndId('withdrawals');

export const cashQuery = {
  deposit: (_, { id }, context) => visibleDeposit(context, id),

  async deposits(_, { filter, ...args }, { db, viewer }) {
    const page = readPage(args, depositCursors);
    const rows = await listDeposits(db, { ...filter, ownerId: requireUser(viewer).id }, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(depositCursors, [createdAt, id]));
  },

  async allDeposits(_, { filter, ...args }, { db, viewer }) {
    requireRole(viewer, 'SUPPORT');
    const page = readPage(args, depositCursors);
    const rows = await listDeposits(db, { ...filter }, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(depositCursors, [createdAt, id]));
  },

  withdrawal: (_, { id }, context) => visibleWithdrawal(context, id),

  async withdrawals(_, { filter, ...args }, { db, viewer }) {
    const page = readPage(args, withdrawalCursors);
    const rows = await listWithdrawals(db, { ...filter, ownerId: requireUser(viewer).id }, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(withdrawalCursors, [createdAt, id]));
  },

  async allWithdrawals(_, { filter, ...args }, { db, viewer }) {
    requireRole(viewer, 'SUPPORT');
    const page = readPage(args, withdrawalCursors);
    const rows = await listWithdrawals(db, { ...filter }, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(withdrawalCursors, [createdAt, id]));
  },
} satisfies QueryResolvers;
