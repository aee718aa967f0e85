import { rowLoader, rowsLoader } from '@soko/subgraph';
import DataLoader from 'dataloader';
import { accountOfWallet, type Wallet } from './domain/wallets/wallet.ts';
import { type Balance, balancesOf } from './ledger/index.ts';
import type { WalletsServices } from './services.ts';
import { findWallets, findWalletsOf } from './store/wallets/wallets.ts';

/** Loaders by id. They do not check the viewer's rights: see `domain/…/may-see.ts`. */
export interface Loaders {
  wallet: DataLoader<string, Wallet | null>;
  walletsOf: DataLoader<string, Wallet[]>;
  balance: DataLoader<Wallet, Balance, string>;
}

/** Loaders for one request: lookups at the same time cost one statement. */
export const createLoaders = ({ db, pool }: WalletsServices): Loaders => ({
  wallet: rowLoader(
    (ids) => findWallets(db, ids),
    ({ id }) => id,
  ),
  walletsOf: rowsLoader(
    (ids) => findWalletsOf(db, ids),
    ({ ownerId }) => ownerId,
  ),
  balance: new DataLoader((wallets: readonly Wallet[]) => balancesOf(pool, wallets.map(accountOfWallet)), {
    cacheKeyFn: ({ id }) => id,
  }),
});
