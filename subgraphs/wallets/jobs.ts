import type { DueWorker, Job } from '@soko/subgraph';
import { expireFeedFiles } from './commands/feed/import-files.ts';
import { closeInterruptedImports } from './commands/feed/import-feed.ts';
import { closeStartedMarkets } from './commands/markets/close-started-markets.ts';
import { expireWalletHolds } from './commands/cash/end-wallet-hold.ts';
import { runScheduledPayouts } from './commands/payouts/run-payouts.ts';
import { compareClearingRegularly } from './commands/wallets/compare-clearing.ts';
import { issueMonthlyInvoices } from './commands/sellers/issue-invoices.ts';
import { expireHolds } from './commands/wallets/expire-holds.ts';
import { retrySetAsideBets } from './commands/settlement/retry-set-aside-bets.ts';
import { verifyLedgerRegularly } from './commands/wallets/verify-ledger.ts';
import type { WalletsServices } from './services.ts';

/** The repeated work of this subgraph. */
export const jobs = (
  services: WalletsServices,
  due: Record<'deposits' | 'withdrawals' | 'payouts', DueWorker>,
): Job[] => [
  { name: 'wallets.expire-holds', everyMs: 5_000, run: () => expireHolds(services) },
  { name: 'wallets.verify-ledger', everyMs: 900_000, run: () => verifyLedgerRegularly(services) },
  { name: 'wallets.compare-clearing', everyMs: 900_000, run: () => compareClearingRegularly(services) },
  { name: 'wallets.expire-wallet-holds', everyMs: 60_000, run: () => expireWalletHolds(services) },
  { name: 'wallets.look-at-deposits', everyMs: 1_000, isShared: true, run: due.deposits.runDue },
  { name: 'wallets.continue-withdrawals', everyMs: 1_000, isShared: true, run: due.withdrawals.runDue },
  { name: 'wallets.continue-payouts', everyMs: 1_000, isShared: true, run: due.payouts.runDue },
  { name: 'wallets.run-payouts', everyMs: 60_000, run: () => runScheduledPayouts(services) },
  { name: 'wallets.issue-invoices', everyMs: 3_600_000, run: () => issueMonthlyInvoices(services) },
  { name: 'wallets.settle-bets', everyMs: 1_000, isShared: true, run: services.settlements.runDue },
  { name: 'wallets.retry-set-aside-bets', everyMs: 30_000, run: () => retrySetAsideBets(services) },
  { name: 'wallets.import-feed-files', everyMs: 1_000, isShared: true, run: () => services.feedFiles.runDue() },
  { name: 'wallets.expire-feed-files', everyMs: 60_000, run: () => expireFeedFiles(services) },
  { name: 'wallets.close-interrupted-imports', everyMs: 60_000, run: () => closeInterruptedImports(services) },
  { name: 'wallets.close-started-markets', everyMs: 2_000, run: () => closeStartedMarkets(services) },
];
