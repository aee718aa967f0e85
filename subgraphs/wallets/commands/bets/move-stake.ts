import type { Envelope, EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { Bet } from '../../domain/bets/bet.ts';
import { insufficientFunds, type MoneyRefusal, walletFrozen } from '../../domain/money-refusals.ts';
import { isLedgerRefusal, type NewTransaction, post } from '../../ledger/index.ts';
import { mainWalletChanged, tellBalances } from '../../store/wallets/tell-balances.ts';

/**
 * Takes the stake of a bet from its user's wallet. Returns the events of the wallet, to be saved with the bet, or the refusal;
 * nothing was changed then.
 */
export async function takeStake(
  tx: Queryable,
  { bet, walletId, reference }: { bet: Bet; walletId: string; reference: string },
  trail: EventTrail,
): Promise<{ events: Envelope[] } | MoneyRefusal> {
  const { id: betId, currency, userId, stakeMinor, placedAt: at } = bet;
  const wallet = { code: 'user_wallet', currency, ownerId: userId } as const;
  const stake = { debit: wallet, credit: { code: 'bet_open_stakes', currency }, amountMinor: stakeMinor } as const;
  const posted = await post(tx, [{ reference, kind: 'bet_stake', transfers: [stake], at, about: { betId } }]);
  if (!isLedgerRefusal(posted)) return { events: mainWalletChanged(posted, walletId, trail) };
  if (posted.refused === 'account_frozen') return walletFrozen();
  return insufficientFunds({ amountMinor: posted.availableMinor, currency });
}

/** Pays a stake that ends, or a part of it, into its user's wallet, and publishes the new balance. Two statements. */
export async function payStake(tx: Queryable, transaction: NewTransaction, trail: EventTrail): Promise<void> {
  const posted = await post(tx, [transaction]);
  if (isLedgerRefusal(posted))
    throw new Error(`The ledger refused ${transaction.reference}, which takes nothing from a wallet.`);
  await tellBalances(tx, posted, trail);
}
