import { idempotencyMismatch } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import type { Money } from '@soko/money';
import { inTransaction } from '@soko/postgres';
import type { WalletHold } from '../../domain/cash/wallet-hold.ts';
import { insufficientFunds, type MoneyRefusal, walletFrozen } from '../../domain/money-refusals.ts';
import { accountOfWallet } from '../../domain/wallets/wallet.ts';
import { hold, isLedgerRefusal } from '../../ledger/index.ts';
import type { WalletsServices } from '../../services.ts';
import { insertWalletHold, lockWalletHold } from '../../store/cash/wallet-holds.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { findMainWallet } from '../../store/wallets/wallets.ts';

/** Reference of a hold in the ledger. */
export const ledgerHold = (reference: string): string => `payment:${reference}:hold`;

/** Ends the transaction, so that nothing is saved of a hold that the wallet does not allow. */
class HoldRefused extends Error {
  readonly refusal: MoneyRefusal;
  constructor(refusal: MoneyRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export interface HoldWalletFunds {
  reference: string;
  userId: string;
  amount: Money;
  expiresAt: Date;
}

/** Holds an amount on the main wallet of a user, once per reference. A repeat returns the hold as it is. */
export async function holdWalletFunds(
  { pool }: Pick<WalletsServices, 'pool'>,
  { reference, userId, amount, expiresAt }: HoldWalletFunds,
  trail: EventTrail,
): Promise<WalletHold | MoneyRefusal> {
  const { amountMinor, currency } = amount;
  const wanted: WalletHold = {
    reference,
    userId,
    ...amount,
    capturedMinor: 0n,
    refundedMinor: 0n,
    status: 'HELD',
    expiresAt,
  };
  try {
    return await inTransaction(pool, async (tx) => {
      const now = trail.now();
      if (!(await insertWalletHold(tx, wanted, now))) {
        const known = (await lockWalletHold(tx, reference))!;
        if (known.userId === userId && known.amountMinor === amountMinor && known.currency === currency) return known;
        throw idempotencyMismatch();
      }
      const wallet = await findMainWallet(tx, userId, currency);
      if (wallet === null) throw new HoldRefused(insufficientFunds({ amountMinor: 0n, currency }));
      const held = await hold(tx, {
        reference: ledgerHold(reference),
        kind: 'payment',
        debit: accountOfWallet(wallet),
        credit: { code: 'wallet_clearing', currency },
        amountMinor,
        at: now,
        about: { paymentId: reference, walletId: wallet.id },
      });
      if (isLedgerRefusal(held)) {
        if (held.refused === 'account_frozen') throw new HoldRefused(walletFrozen());
        throw new HoldRefused(insufficientFunds({ amountMinor: held.availableMinor, currency }));
      }
      await tellBalances(tx, [held], trail);
      return wanted;
    });
  } catch (error) {
    if (error instanceof HoldRefused) return error.refusal;
    throw error;
  }
}
