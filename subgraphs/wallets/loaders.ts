import { rowLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Wallet } from './domain/wallet.ts';
import type { WalletsServices } from './services.ts';
import { findWallets } from './store/wallets.ts';

/** Loaders by id. They do not check the viewer's rights: see `domain/may-see.ts`. */
export interface Loaders {
  wallet: DataLoader<string, Wallet | null>;
}

/** Loaders for one request: lookups at the same time cost one statement. */
export const createLoaders = ({ db }: WalletsServices): Loaders => ({
  wallet: rowLoader(
    (ids) => findWallets(db, ids),
    ({ id }) => id,
  ),
});
