import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { withdrawalEvent } from '../../domain/cash/cash-events.ts';
import { contradictionTransaction, withdrawalHolds } from '../../store/cash/postings.ts';
import {
  followWithdrawal as decide,
  type Withdrawal,
  type WithdrawalFact,
  type WithdrawalStep,
} from '../../domain/cash/withdrawal.ts';
import { refuseByDebt } from '../../domain/cash/cover-debt.ts';
import { insufficientFunds, type PayoutRefusal, walletFrozen } from '../../domain/money-refusals.ts';
import {
  hold,
  isLedgerRefusal,
  type LedgerRefusal,
  post,
  type Posted,
  postHold,
  voidHold,
} from '../../ledger/index.ts';
import type { Wallet } from '../../domain/wallets/wallet.ts';
import { findPayingWallet, findWallet, lockWithdrawalsOf } from '../../store/cash/find-wallet.ts';
import { lockWithdrawal, saveWithdrawal } from '../../store/cash/withdrawals.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import type { CashServices } from './cash-services.ts';

/** The wallet does not have the money, is frozen, or its owner owes it. It ends the transaction. */
class HoldRefused extends Error {
  readonly refusal: PayoutRefusal;
  constructor(refusal: PayoutRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const refusalOf = (refused: LedgerRefusal): PayoutRefusal =>
  refused.refused === 'account_frozen'
    ? walletFrozen()
    : insufficientFunds({ amountMinor: refused.availableMinor, currency: refused.account.currency });

/** The wallet, unless its owner owes the money. Withdrawals from several wallets of a debtor take turns. */
async function findCoveredWallet(tx: pg.PoolClient, { walletId, amountMinor, currency }: Withdrawal): Promise<Wallet> {
  let found = await findPayingWallet(tx, walletId);
  if (found.debtMinor === 0n) return found.wallet;
  await lockWithdrawalsOf(tx, found.wallet);
  found = await findPayingWallet(tx, walletId);
  const refusal = refuseByDebt({ ...found, currency }, amountMinor);
  if (refusal !== null) throw new HoldRefused(refusal);
  return found.wallet;
}

async function holdAmount(tx: pg.PoolClient, withdrawal: Withdrawal, at: Date): Promise<Posted[]> {
  const wallet = await findCoveredWallet(tx, withdrawal);
  const about = { withdrawalId: withdrawal.id, walletId: wallet.id };
  const held: Posted[] = [];
  for (const { reference, transfer } of withdrawalHolds(withdrawal, wallet)) {
    const made = await hold(tx, { ...transfer, reference, kind: 'withdrawal', at, about });
    if (isLedgerRefusal(made)) throw new HoldRefused(refusalOf(made));
    held.push(made);
  }
  return held;
}

async function endHolds(tx: pg.PoolClient, withdrawal: Withdrawal, posts: boolean, at: Date): Promise<Posted[]> {
  const wallet = await findWallet(tx, withdrawal.walletId);
  const ended: Posted[] = [];
  for (const { reference } of withdrawalHolds(withdrawal, wallet)) {
    const kind = 'withdrawal';
    const postReference = `${reference}:paid`;
    const done = posts
      ? await postHold(tx, { reference, postReference, at, kind })
      : await voidHold(tx, { reference, at });
    if ('refused' in done) throw new Error(`The hold ${reference} could not be ended: ${done.refused}.`);
    ended.push(done);
  }
  return ended;
}

async function postContradiction(
  tx: pg.PoolClient,
  withdrawal: Withdrawal,
  posting: 'late_payout' | 'late_return',
  at: Date,
): Promise<Posted[]> {
  const posted = await post(tx, [contradictionTransaction(withdrawal, posting, at)]);
  if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${withdrawal.id}: ${posted.refused}.`);
  return posted;
}

function postStep(tx: pg.PoolClient, { after, posting }: WithdrawalStep, at: Date): Promise<Posted[]> | Posted[] {
  switch (posting) {
    case 'hold':
      return holdAmount(tx, after, at);
    case 'post':
      return endHolds(tx, after, true, at);
    case 'void':
      return endHolds(tx, after, false, at);
    case 'late_payout':
    case 'late_return':
      return postContradiction(tx, after, posting, at);
    default:
      return [];
  }
}

/** `followWithdrawal` within a transaction of the caller. Throws when the wallet does not allow the hold. */
export async function applyToWithdrawal(
  tx: pg.PoolClient,
  { cash }: Pick<CashServices, 'cash'>,
  { id, fact, reason }: { id: string; fact: WithdrawalFact; reason: string | null },
  trail: EventTrail,
): Promise<WithdrawalStep | null> {
  const before = await lockWithdrawal(tx, id);
  if (before === null) return null;
  const found = decide(before, fact, trail.now(), cash.settings);
  if (found === null) return { after: before, posting: null };
  const at = fact.kind === 'paid' ? fact.at : trail.now();
  await tellBalances(tx, await postStep(tx, found, at), trail);
  await saveWithdrawal(tx, found.after, { from: before.status, by: trail.actor, reason });
  await tell(tx, [withdrawalEvent(found.after, trail)]);
  return found;
}

/**
 * Applies a fact to a withdrawal: the change, its postings, its history and its events in one transaction. Repeats have no
 * effect. Null when there is no such withdrawal; a refusal when the wallet does not allow the hold, and nothing is changed.
 */
export async function followWithdrawal(
  { pool, cash }: CashServices,
  id: string,
  fact: WithdrawalFact,
  trail: EventTrail,
  reason: string | null = null,
): Promise<Withdrawal | PayoutRefusal | null> {
  try {
    const step = await inTransaction(pool, (tx) => applyToWithdrawal(tx, { cash }, { id, fact, reason }, trail));
    if (step?.posting === 'late_payout' || step?.posting === 'late_return') {
      const { id: withdrawal, status } = step.after;
      cash.log.error(
        { withdrawal, status },
        'the provider contradicts the end of a withdrawal; see the suspense account',
      );
    }
    return step && step.after;
  } catch (error) {
    if (error instanceof HoldRefused) return error.refusal;
    throw error;
  }
}
