import { insufficientFunds, type MoneyRefusal, walletFrozen } from '../../domain/money-refusals.ts';
import type { LedgerRefusal } from '../../ledger/index.ts';

/** The refusal of the ledger about a wallet, as its owner reads it. */
export const moneyRefusalOf = (refusal: LedgerRefusal): MoneyRefusal =>
  refusal.refused === 'account_frozen'
    ? walletFrozen()
    : insufficientFunds({ amountMinor: refusal.availableMinor, currency: refusal.account.currency });
