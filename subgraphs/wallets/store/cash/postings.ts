import type { NewTransaction, Transfer } from '../../ledger/index.ts';
import { accountOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import type { Deposit, DepositStep } from '../../domain/cash/deposit.ts';
import type { Withdrawal } from '../../domain/cash/withdrawal.ts';

/** Account of the money at the provider of a deposit, in the currency in which it arrived. */
export const clearingOf = ({ method, currency, receivedIn }: Pick<Deposit, 'method' | 'currency' | 'receivedIn'>) =>
  ({ code: method === 'MPESA' ? 'mpesa_float' : 'stripe_clearing', currency: receivedIn ?? currency }) as const;

export const only = (...transfers: Transfer[]): Transfer[] => transfers.filter(({ amountMinor }) => amountMinor > 0n);

/** The difference between what arrived and what was credited: in suspense, in either direction. */
function correctionTransaction(deposit: Deposit, at: Date): NewTransaction & { transfers: Transfer[] } {
  const { id, walletId, amountMinor, correctedMinor } = deposit;
  const clearing = clearingOf(deposit);
  const suspense = { code: 'suspense', currency: clearing.currency } as const;
  const surplusMinor = (correctedMinor ?? amountMinor) - amountMinor;
  const [debit, credit] = surplusMinor > 0n ? [clearing, suspense] : [suspense, clearing];
  const moved = { debit, credit, amountMinor: surplusMinor > 0n ? surplusMinor : -surplusMinor };
  const about = { depositId: id, walletId };
  return { reference: `deposit:${id}:corrected`, kind: 'deposit_corrected', transfers: [moved], at, about };
}

/** The postings of a deposit. Null when nothing arrived. */
export function depositTransaction(
  { after, posting }: DepositStep,
  wallet: Wallet,
  at: Date,
): (NewTransaction & { transfers: Transfer[] }) | null {
  if (posting === 'correct') return correctionTransaction(after, at);
  if (posting !== 'credit' && posting !== 'suspense') return null;
  const { id, currency, amountMinor, exciseMinor, receivedMinor } = after;
  const about = { depositId: id, walletId: wallet.id };
  const clearing = clearingOf(after);
  const reference = `deposit:${id}`;
  if (posting === 'suspense') {
    const transfers = only({
      debit: clearing,
      credit: { code: 'suspense', currency: clearing.currency },
      amountMinor: receivedMinor ?? 0n,
    });
    return { reference, kind: 'deposit_in_suspense', transfers, at, about };
  }
  const transfers = only(
    { debit: clearing, credit: accountOfWallet(wallet), amountMinor: amountMinor - exciseMinor },
    { debit: clearing, credit: { code: 'excise_due', currency }, amountMinor: exciseMinor },
  );
  return { reference, kind: 'deposit', transfers, at, about };
}

/** What a withdrawal holds on its wallet: the payout, and the tax on it. */
export function withdrawalHolds(withdrawal: Withdrawal, wallet: Wallet): { reference: string; transfer: Transfer }[] {
  const { id, currency, amountMinor, withholdingMinor } = withdrawal;
  const debit = accountOfWallet(wallet);
  const payout = {
    reference: `withdrawal:${id}`,
    transfer: { debit, credit: { code: 'mpesa_float', currency }, amountMinor: amountMinor - withholdingMinor },
  } as const;
  const tax = {
    reference: `withdrawal:${id}:withholding`,
    transfer: { debit, credit: { code: 'withholding_due', currency }, amountMinor: withholdingMinor },
  } as const;
  return withholdingMinor > 0n ? [payout, tax] : [payout];
}

/**
 * Money that moved although the withdrawal had ended otherwise. A late payout left the float without a debit of the wallet;
 * a late return is in the float although the wallet was debited.
 */
export function contradictionTransaction(
  { id, currency, amountMinor, withholdingMinor }: Withdrawal,
  posting: 'late_payout' | 'late_return',
  at: Date,
): NewTransaction {
  const float = { code: 'mpesa_float', currency } as const;
  const suspense = { code: 'suspense', currency } as const;
  const [debit, credit] = posting === 'late_payout' ? [suspense, float] : [float, suspense];
  return {
    reference: `withdrawal:${id}:contradiction`,
    kind: `withdrawal_${posting}`,
    transfers: [{ debit, credit, amountMinor: amountMinor - withholdingMinor }],
    at,
    about: { withdrawalId: id },
  };
}
