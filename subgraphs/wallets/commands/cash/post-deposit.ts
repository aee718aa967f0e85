import type { Envelope, EventTrail } from '@soko/events';
import type pg from 'pg';
import {
  depositCorrectedEvent,
  depositEvent,
  depositReturnedEvent,
  returnReversedEvent,
} from '../../domain/cash/cash-events.ts';
import type { Deposit, DepositStep } from '../../domain/cash/deposit.ts';
import type { AdjustmentKind } from '../../domain/wallets/adjustment.ts';
import { receivableOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import { balanceOf, isLedgerRefusal, type NewTransaction, post, type Posted } from '../../ledger/index.ts';
import { findWallet } from '../../store/cash/find-wallet.ts';
import { findResolution } from '../../store/wallets/suspense.ts';
import { depositTransaction } from '../../store/cash/postings.ts';
import { returnReversal, returnTransactions } from '../../store/cash/return-postings.ts';

/** What was posted, the deposit as it is then, and its event. */
export interface PostedDeposit {
  posted: Posted[];
  after: Deposit;
  event: Envelope;
}

/** A step of a deposit with what its postings depend on. */
interface Returning {
  step: DepositStep;
  wallet: Wallet;
  /** How people decided about money that was in suspense. */
  resolution: AdjustmentKind | null;
  at: Date;
}

const maxTries = 3;

/** Posts what went back. The wallet pays what it has; the rest becomes a debt. It is locked by its first refusal. */
async function postReturn(
  tx: pg.PoolClient,
  { step, wallet, resolution, at }: Returning,
): Promise<{ posted: Posted[]; lentMinor: bigint }> {
  let lentMinor = 0n;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const transactions = returnTransactions(step, wallet, { lentMinor, resolution }, at);
    const posted = await post(tx, transactions);
    if (!isLedgerRefusal(posted)) return { posted, lentMinor };
    if (posted.refused === 'account_frozen') break;
    const taken = transactions.at(-1)!.transfers.find(({ debit }) => debit.code === 'user_wallet');
    lentMinor = (taken?.amountMinor ?? 0n) - posted.availableMinor;
  }
  throw new Error(`The return of the deposit ${step.after.id} was refused.`);
}

const leastOf = (first: bigint, ...others: bigint[]): bigint =>
  others.reduce((least, each) => (each < least ? each : least), first);

const sumOf = ({ transfers }: NewTransaction): bigint => transfers[0]?.amountMinor ?? 0n;

/** Posts what is here again. It repays what its return had lent first, as far as the owner still owes it. */
async function postReversal(
  tx: pg.PoolClient,
  { step, wallet, resolution, at }: Returning,
): Promise<{ posted: Posted[]; repaidMinor: bigint; backToWalletMinor: bigint }> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const { toWalletMinor } = returnReversal(step, wallet, { repaidMinor: 0n, resolution }, at);
    const owed = await balanceOf(tx, receivableOfWallet(wallet));
    const repaidMinor = leastOf(toWalletMinor, step.after.lentMinor, owed.availableMinor);
    const { transactions } = returnReversal(step, wallet, { repaidMinor, resolution }, at);
    const posted = await post(
      tx,
      transactions.filter((each) => sumOf(each) > 0n),
    );
    // The debt was repaid in the meantime.
    if (!isLedgerRefusal(posted)) return { posted, repaidMinor, backToWalletMinor: toWalletMinor };
  }
  throw new Error(`The reversed return of the deposit ${step.after.id} was refused.`);
}

/** Posts the money of a step of a deposit. */
export async function postDeposit(
  tx: pg.PoolClient,
  step: DepositStep,
  at: Date,
  trail: EventTrail,
): Promise<PostedDeposit> {
  const { after, posting } = step;
  const wallet = await findWallet(tx, after.walletId);
  if (posting === 'return' || posting === 'return_reversed') {
    const resolution = after.status === 'FAILED' ? await findResolution(tx, after.id) : null;
    const returning = { step, wallet, resolution, at };
    if (posting === 'return') {
      const { posted, lentMinor } = await postReturn(tx, returning);
      const lent = { ...after, lentMinor: after.lentMinor + lentMinor };
      return { posted, after: lent, event: depositReturnedEvent(lent, lentMinor, trail) };
    }
    const { posted, repaidMinor, backToWalletMinor } = await postReversal(tx, returning);
    const left = { ...after, lentMinor: after.lentMinor - leastOf(after.lentMinor, backToWalletMinor) };
    return { posted, after: left, event: returnReversedEvent(left, repaidMinor, trail) };
  }
  const transaction = depositTransaction(step, wallet, at);
  const posted = transaction === null ? [] : await post(tx, [transaction]);
  if (isLedgerRefusal(posted)) throw new Error(`The deposit ${after.id} was refused: ${posted.refused}.`);
  const event = posting === 'correct' ? depositCorrectedEvent(after, trail) : depositEvent(after, trail);
  return { posted, after, event };
}
