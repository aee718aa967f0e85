import type { AccountRef, NewTransaction, Transfer } from '../../ledger/index.ts';
import type { AdjustmentKind } from '../../domain/wallets/adjustment.ts';
import { accountOfWallet, receivableOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import type { Deposit, DepositStep } from '../../domain/cash/deposit.ts';
import { clearingOf, only } from './postings.ts';

/** The excise in what has gone back of a deposit: in proportion, and all of it with the whole. */
const exciseIn = ({ exciseMinor, amountMinor }: Deposit, returnedMinor: bigint): bigint =>
  (exciseMinor * returnedMinor) / amountMinor;

/** Where the money of a deposit is that was not credited: in suspense, or where people have moved it from there. */
function accountAfter(resolution: AdjustmentKind | null, wallet: Wallet, currency: string): AccountRef {
  if (resolution === 'SUSPENSE') return accountOfWallet(wallet);
  return { code: resolution === 'SUSPENSE_WRITE_OFF' ? 'goodwill' : 'suspense', currency };
}

/** Parts of the money that goes back with a step: where each is taken from. */
function returnTransfers(
  { after, backMinor = 0n }: DepositStep,
  wallet: Wallet,
  resolution: AdjustmentKind | null,
): Transfer[] {
  const credit = clearingOf(after);
  const { currency } = credit;
  if (after.status !== 'COMPLETED')
    return [{ debit: accountAfter(resolution, wallet, currency), credit, amountMinor: backMinor }];
  const exciseMinor = exciseIn(after, after.returnedMinor) - exciseIn(after, after.returnedMinor - backMinor);
  return only(
    { debit: accountOfWallet(wallet), credit, amountMinor: backMinor - exciseMinor },
    { debit: { code: 'excise_due', currency }, credit, amountMinor: exciseMinor },
  );
}

/**
 * The postings of money that went back to its payer. What the wallet lacks, `lentMinor`, becomes a debt of its owner.
 * `resolution`: the money was in suspense, and people decided about it.
 */
export function returnTransactions(
  step: DepositStep,
  wallet: Wallet,
  { lentMinor, resolution }: { lentMinor: bigint; resolution: AdjustmentKind | null },
  at: Date,
): NewTransaction[] {
  const { id, returnedMinor, returnsVersion } = step.after;
  const reference = `deposit:${id}:returned:${returnedMinor}:${returnsVersion}`;
  const more = { at, about: { depositId: id, walletId: wallet.id }, isDespiteFreeze: true };
  const debit = receivableOfWallet(wallet);
  const lent = only({ debit, credit: accountOfWallet(wallet), amountMinor: lentMinor });
  const debt = { reference: `${reference}:debt`, kind: 'deposit_debt', transfers: lent, ...more };
  const back = { reference, kind: 'deposit_returned', transfers: returnTransfers(step, wallet, resolution), ...more };
  return lent.length > 0 ? [debt, back] : [back];
}

/**
 * The postings of money that had gone back and is here again: to where it was taken from. `repaidMinor` of the wallet's part
 * repays what the return had lent.
 */
export function returnReversal(
  step: DepositStep,
  wallet: Wallet,
  { repaidMinor, resolution }: { repaidMinor: bigint; resolution: AdjustmentKind | null },
  at: Date,
): { transactions: NewTransaction[]; toWalletMinor: bigint } {
  const { id, returnedMinor, returnsVersion } = step.after;
  const reference = `deposit:${id}:return-reversed:${returnedMinor}:${returnsVersion}`;
  const more = { at, about: { depositId: id, walletId: wallet.id }, isDespiteFreeze: true };
  // As if it went back from all that had gone back before.
  const { backMinor = 0n } = step;
  const undone = { ...step, after: { ...step.after, returnedMinor: returnedMinor + backMinor } };
  const transfers = returnTransfers(undone, wallet, resolution).map(({ debit, credit, amountMinor }): Transfer => ({
    debit: credit,
    credit: debit,
    amountMinor,
  }));
  const toWallet = transfers.filter(({ credit }) => credit.code === 'user_wallet');
  const repaid = { debit: accountOfWallet(wallet), credit: receivableOfWallet(wallet), amountMinor: repaidMinor };
  return {
    transactions: [
      { reference, kind: 'deposit_return_reversed', transfers, ...more },
      { reference: `${reference}:repayment`, kind: 'deposit_debt_repayment', transfers: only(repaid), ...more },
    ],
    toWalletMinor: toWallet.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  };
}
