import { requireRole, requireService, requireUser } from '@soko/auth';
import { readPersonalPart } from '@soko/subgraph';
import { readCurrency } from '../domain/wallets/read-currency.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { personalData } from '../store/personal-data.ts';
import { findOpenAdjustments } from '../store/wallets/adjustments.ts';
import { listSuspense } from '../store/wallets/suspense.ts';
import { findMainWallet } from '../store/wallets/wallets.ts';

const maxOpen = 100;

export const walletsQuery = {
  wallet: (_, { currency }, { pool, viewer }) => findMainWallet(pool, requireUser(viewer).id, readCurrency(currency)),
  wallets: (_, _args, { loaders, viewer }) => loaders.walletsOf.load(requireUser(viewer).id),
  walletAdjustments: (_, _args, { db, viewer }) => {
    requireRole(viewer, 'ADMIN');
    return findOpenAdjustments(db, maxOpen);
  },
  suspense: (_, _args, { pool, viewer }) => {
    requireRole(viewer, 'ADMIN');
    return listSuspense(pool, maxOpen);
  },
  walletsDataOf: (_, { userId, after }, { pool, viewer }) => {
    requireService(viewer);
    return readPersonalPart(pool, personalData, userId, after ?? null);
  },
} satisfies QueryResolvers;
