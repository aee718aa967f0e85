import type pg from 'pg';
import type { DepositStep } from '../../domain/cash/deposit.ts';
import type { Wallet } from '../../domain/wallets/wallet.ts';
import { isLedgerRefusal, post, type Posted } from '../../ledger/index.ts';
import { findWallet } from '../../store/cash/find-wallet.ts';
import { findResolution } from '../../store/wallets/suspense.ts';
import { depositTransaction, returnTransactions } from '../../store/cash/postings.ts';

/** What was posted, and how much of money that went back was lent to the owner. */
export interface PostedDeposit {
  posted: Posted[];
  lentMinor: bigint;
}

/** Posts what went back. The wallet pays what it has; the rest becomes a debt. It is locked by its first refusal. */
async function postReturn(tx: pg.PoolClient, step: DepositStep, wallet: Wallet, at: Date): Promise<PostedDeposit> {
  let lentMinor = 0n;
  const resolution = step.after.status === 'FAILED' ? await findResolution(tx, step.after.id) : null;
  for (let tries = 0; tries < 3; tries += 1) {
    const transactions = returnTransactions(step, wallet, { lentMinor, resolution }, at);
    const posted = await post(tx, transactions);
    if (!isLedgerRefusal(posted)) return { posted, lentMinor };
    if (posted.refused === 'account_frozen') break;
    const taken = transactions.at(-1)!.transfers.find(({ debit }) => debit.code === 'user_wallet');
    lentMinor = (taken?.amountMinor ?? 0n) - posted.availableMinor;
  }
  throw new Error(`The return of the deposit ${step.after.id} was refused.`);
}

/** Posts the money of a step of a deposit. */
export async function postDeposit(tx: pg.PoolClient, step: DepositStep, at: Date): Promise<PostedDeposit> {
  const wallet = await findWallet(tx, step.after.walletId);
  if (step.posting === 'return') return postReturn(tx, step, wallet, at);
  const transaction = depositTransaction(step, wallet, at);
  const posted = transaction === null ? [] : await post(tx, [transaction]);
  if (isLedgerRefusal(posted)) throw new Error(`The deposit ${step.after.id} was refused: ${posted.refused}.`);
  return { posted, lentMinor: 0n };
}
