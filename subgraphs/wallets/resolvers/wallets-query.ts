import { requireUser } from '@soko/auth';
import { readCurrency } from '../domain/wallets/read-currency.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findMainWallet } from '../store/wallets/wallets.ts';

export const walletsQuery = {
  wallet: (_, { currency }, { pool, viewer }) => findMainWallet(pool, requireUser(viewer).id, readCurrency(currency)),
  wallets: (_, _args, { loaders, viewer }) => loaders.walletsOf.load(requireUser(viewer).id),
} satisfies QueryResolvers;
