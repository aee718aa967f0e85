import type { Envelope, EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { Bet } from '../../domain/bets/bet.ts';
import { insufficientFunds, type MoneyRefusal, walletFrozen } from '../../domain/money-refusals.ts';
import { isLedgerRefusal, type NewTransaction, post } from '../../ledger/index.ts';
import { mainWalletChanged, tellBalances } from '../../store/wallets/tell-balances.ts';

function stakeOf({ bet, reference }: { bet: Bet; reference: string }): NewTransaction {
  const { id: betId, currency, userId, stakeMinor, placedAt: at } = bet;
  const wallet = { code: 'user_wallet', currency, ownerId: userId } as const;
  const stake = { debit: wallet, credit: { code: 'bet_open_stakes', currency }, amountMinor: stakeMinor } as const;
  return { reference, kind: 'bet_stake', transfers: [stake], at, about: { betId } };
}

/**
 * Takes the stake of a bet from its user's wallet. Returns the events of the wallet, to be saved with the bet, or the refusal;
 * nothing was changed then.
 */
export async function takeStake(
  tx: Queryable,
  { bet, walletId, reference }: { bet: Bet; walletId: string; reference: string },
  trail: EventTrail,
): Promise<{ events: Envelope[] } | MoneyRefusal> {
  const posted = await post(tx, [stakeOf({ bet, reference })]);
  if (!isLedgerRefusal(posted)) return { events: mainWalletChanged(posted, walletId, trail) };
  if (posted.refused === 'account_frozen') return walletFrozen();
  return insufficientFunds({ amountMinor: posted.availableMinor, currency: bet.currency });
}

/** The stake of a bet that is placed together with others. */
export interface SharedStake {
  bet: Bet;
  walletId: string;
  reference: string;
  trail: EventTrail;
}

/** Takes the stakes of several bets, all or none. Returns the events of each bet's wallet, or null when one was refused. */
export async function takeStakes(tx: Queryable, stakes: readonly SharedStake[]): Promise<Envelope[][] | null> {
  const posted = await post(tx, stakes.map(stakeOf));
  if (isLedgerRefusal(posted)) return null;
  return stakes.map(({ walletId, trail }, index) => mainWalletChanged([posted[index]!], walletId, trail));
}

/** Pays a stake that ends, or a part of it, into its user's wallet, and publishes the new balance. Two statements. */
export async function payStake(tx: Queryable, transaction: NewTransaction, trail: EventTrail): Promise<void> {
  const posted = await post(tx, [transaction]);
  if (isLedgerRefusal(posted))
    throw new Error(`The ledger refused ${transaction.reference}, which takes nothing from a wallet.`);
  await tellBalances(tx, posted, trail);
}
