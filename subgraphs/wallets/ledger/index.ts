/**
 * Double-entry bookkeeping: accounts, an immutable journal, holds and reversals. It knows nothing of wallets and bets. All
 * functions take a pool or the client of a running transaction. See docs/ledger.md.
 */
export { type AccountCode, type AccountKind, accountName, type AccountRef, type Balance, chart } from './account.ts';
export { balanceOf, balancesOf, openAccounts, setFrozen } from './accounts.ts';
export { expireHold, findExpiredHolds, findHold, hold, postHold, voidHold } from './hold.ts';
export { findPosted } from './find-transactions.ts';
export { post } from './post.ts';
export { type Reversal, type ReversalRefusal, reverse, reverseAll } from './reverse.ts';
export {
  type ChangedBalance,
  type Held,
  type Hold,
  type HoldRefusal,
  type HoldStatus,
  isLedgerRefusal,
  type LedgerRefusal,
  type NewHold,
  type NewTransaction,
  type Posted,
  type Transfer,
} from './transaction.ts';
export { findStatement, type StatementEntry, statementCursors } from './statement.ts';
export { trialBalance, type TrialBalanceLine } from './trial-balance.ts';
export { type ChainEnd, saveCheckpoint } from './checkpoints.ts';
export { type LedgerBreak, type Verification, verifyLedger } from './verify.ts';
export { type LedgerRule, verificationRules } from './verification-rules.ts';
