import { loader, rowLoader, rowsLoader } from '@soko/subgraph';
import DataLoader from 'dataloader';
import type { Deposit } from './domain/cash/deposit.ts';
import type { Withdrawal } from './domain/cash/withdrawal.ts';
import { type BetLoaders, createBetLoaders } from './bet-loaders.ts';
import { accountOfWallet, receivableOfWallet, type Wallet } from './domain/wallets/wallet.ts';
import type { PayoutHistory, WithdrawalHistory } from './generated/prisma/client.ts';
import type { BillingDetails } from './domain/sellers/billing-details.ts';
import type { Invoice } from './domain/sellers/invoice.ts';
import { type Balance, balancesOf } from './ledger/index.ts';
import { createMarketLoaders, type MarketLoaders } from './market-loaders.ts';
import type { Payout } from './domain/payouts/payout.ts';
import type { WalletsServices } from './services.ts';
import { type BankFile, findBankFiles } from './store/payouts/bank-files.ts';
import { findPayoutHistories, findPayouts } from './store/payouts/payouts.ts';
import { type RunTotal, sumRuns } from './store/payouts/runs.ts';
import { findDeposits } from './store/cash/deposits.ts';
import { findHistories, findWithdrawals } from './store/cash/withdrawals.ts';
import { findSellerBalances, type SellerBalance } from './store/sellers/balances.ts';
import { findSellerUsers } from './store/sellers/users.ts';
import { findBillingDetails } from './store/sellers/billing.ts';
import { findInvoices } from './store/sellers/invoices.ts';
import { findWalletChanges, type WalletChange } from './store/wallets/wallet-changes.ts';
import { findWallets, findWalletsOf } from './store/wallets/wallets.ts';

/** Loaders by id. They do not check the viewer's rights: see `domain/…/may-see.ts`. */
export interface Loaders extends BetLoaders, MarketLoaders {
  wallet: DataLoader<string, Wallet | null>;
  walletsOf: DataLoader<string, Wallet[]>;
  balance: DataLoader<Wallet, Balance, string>;
  /** What the owner of a main wallet owes, in minor units. */
  debt: DataLoader<Wallet, bigint, string>;
  walletChanges: DataLoader<string, (WalletChange & { walletId: string })[]>;
  deposit: DataLoader<string, Deposit | null>;
  withdrawal: DataLoader<string, Withdrawal | null>;
  withdrawalHistory: DataLoader<string, WithdrawalHistory[]>;
  sellerBalances: DataLoader<string, SellerBalance[]>;
  payout: DataLoader<string, Payout | null>;
  payoutHistory: DataLoader<string, PayoutHistory[]>;
  payoutRunTotals: DataLoader<string, RunTotal[]>;
  bankFile: DataLoader<string, BankFile | null>;
  invoice: DataLoader<string, Invoice | null>;
  /** By the id of the seller. Null without any. */
  billingDetails: DataLoader<string, BillingDetails | null>;
  /** Id of the user who is a seller. Null for an unknown one. */
  sellerUser: DataLoader<string, string | null>;
}

/** Loaders for one request: lookups at the same time cost one statement. */
export const createLoaders = ({ db, pool, now }: WalletsServices): Loaders => ({
  ...createBetLoaders({ db, pool }),
  ...createMarketLoaders({ db, pool }),
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
  debt: new DataLoader(
    async (wallets: readonly Wallet[]) =>
      (await balancesOf(pool, wallets.map(receivableOfWallet))).map(({ postedMinor }) => postedMinor),
    { cacheKeyFn: ({ id }) => id },
  ),
  walletChanges: rowsLoader(
    (ids) => findWalletChanges(db, ids),
    ({ walletId }) => walletId,
  ),
  deposit: rowLoader(
    (ids) => findDeposits(db, ids),
    ({ id }) => id,
  ),
  withdrawal: rowLoader(
    (ids) => findWithdrawals(db, ids),
    ({ id }) => id,
  ),
  withdrawalHistory: rowsLoader(
    (ids) => findHistories(db, ids),
    ({ withdrawalId }) => withdrawalId,
  ),
  sellerBalances: rowsLoader(
    (ids) => findSellerBalances(pool, ids, now()),
    ({ sellerId }) => sellerId,
  ),
  payout: rowLoader(
    (ids) => findPayouts(db, ids),
    ({ id }) => id,
  ),
  payoutHistory: rowsLoader(
    (ids) => findPayoutHistories(db, ids),
    ({ payoutId }) => payoutId,
  ),
  payoutRunTotals: rowsLoader(
    (ids) => sumRuns(pool, ids),
    ({ runId }) => runId,
  ),
  bankFile: rowLoader(
    (ids) => findBankFiles(db, ids),
    ({ id }) => id,
  ),
  invoice: rowLoader(
    (ids) => findInvoices(db, ids),
    ({ id }) => id,
  ),
  billingDetails: loader<BillingDetails | null>((ids) => findBillingDetails(db, ids), null),
  sellerUser: loader<string | null>((ids) => findSellerUsers(db, ids), null),
});
