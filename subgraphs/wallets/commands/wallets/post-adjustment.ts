import type { EventTrail } from '@soko/events';
import type pg from 'pg';
import { insufficientFunds, type MoneyRefusal } from '../../domain/money-refusals.ts';
import type { WalletAdjustment } from '../../domain/wallets/adjustment.ts';
import { debtTooSmall, type DebtTooSmall } from '../../domain/wallets/refusals.ts';
import { accountOfWallet, receivableOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import {
  type AccountRef,
  isLedgerRefusal,
  type LedgerRefusal,
  type NewTransaction,
  post,
  type Posted,
} from '../../ledger/index.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';

export type NotCovered = Extract<MoneyRefusal, { __typename: 'InsufficientFunds' }>;

/** Who decided an adjustment, and when. */
interface Decision {
  actorId: string;
  at: Date;
}

const ledgerKinds = {
  GOODWILL: 'adjustment',
  DEBT_WRITE_OFF: 'debt_write_off',
  SUSPENSE: 'suspense_resolved',
  SUSPENSE_WRITE_OFF: 'suspense_written_off',
} as const;

/** The account that pays a positive amount, and the one that gets it. */
function sidesOf({ kind, currency }: WalletAdjustment, wallet: Wallet): [from: AccountRef, to: AccountRef] {
  const goodwill = { code: 'goodwill', currency } as const;
  const suspense = { code: 'suspense', currency } as const;
  switch (kind) {
    case 'DEBT_WRITE_OFF':
      return [goodwill, receivableOfWallet(wallet)];
    case 'SUSPENSE':
      return [suspense, accountOfWallet(wallet)];
    case 'SUSPENSE_WRITE_OFF':
      return [suspense, goodwill];
    default:
      return [goodwill, accountOfWallet(wallet)];
  }
}

function transactionOf(adjustment: WalletAdjustment, wallet: Wallet, decision: Decision): NewTransaction {
  const { id, kind, aboutId, amountMinor } = adjustment;
  const [from, to] = sidesOf(adjustment, wallet);
  const moved =
    amountMinor > 0n
      ? { debit: from, credit: to, amountMinor }
      : { debit: to, credit: from, amountMinor: -amountMinor };
  const of = aboutId === null ? {} : { [aboutId.startsWith('dep_') ? 'depositId' : 'withdrawalId']: aboutId };
  return {
    reference: `adjustment:${id}`,
    kind: ledgerKinds[kind],
    transfers: [moved],
    about: { adjustmentId: id, ...of },
    isDespiteFreeze: true,
    ...decision,
  };
}

/** A payout that happened after all is owed by its owner, as far as the wallet does not have it. */
async function postWithDebt(
  tx: pg.PoolClient,
  transaction: NewTransaction,
  wallet: Wallet,
  lentMinor: bigint,
): Promise<Posted[] | LedgerRefusal> {
  const lent = { debit: receivableOfWallet(wallet), credit: accountOfWallet(wallet), amountMinor: lentMinor };
  const debt = { ...transaction, reference: `${transaction.reference}:debt`, kind: 'payout_debt', transfers: [lent] };
  return post(tx, [debt, transaction]);
}

function refusalOf({ id, kind, currency }: WalletAdjustment, refused: LedgerRefusal): NotCovered | DebtTooSmall {
  if (refused.refused === 'account_frozen') throw new Error(`The adjustment ${id} was refused by a freeze.`);
  const money = { amountMinor: refused.availableMinor, currency };
  return kind === 'DEBT_WRITE_OFF' ? debtTooSmall(money) : insufficientFunds(money);
}

/** Posts an adjustment, also when the wallet is frozen. */
export async function postAdjustment(
  tx: pg.PoolClient,
  wallet: Wallet,
  adjustment: WalletAdjustment,
  decision: Decision,
  trail: EventTrail,
): Promise<NotCovered | DebtTooSmall | null> {
  const transaction = transactionOf(adjustment, wallet, decision);
  let posted = await post(tx, [transaction]);
  const isOwed = adjustment.kind === 'SUSPENSE' && isLedgerRefusal(posted) && posted.refused === 'insufficient_funds';
  if (isOwed) {
    const { availableMinor } = posted as Extract<LedgerRefusal, { refused: 'insufficient_funds' }>;
    posted = await postWithDebt(tx, transaction, wallet, -adjustment.amountMinor - availableMinor);
  }
  if (isLedgerRefusal(posted)) return refusalOf(adjustment, posted);
  await tellBalances(tx, posted, trail);
  return null;
}
