import { requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readPositiveMoney, type WrittenMoney } from '@soko/input';
import { formatMinor, type Money } from '@soko/money';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import type { MoneyRefusal } from '../../domain/money-refusals.ts';
import { accountOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import { isLedgerRefusal, post } from '../../ledger/index.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { moneyRefusalOf } from './money-refusal-of.ts';
import { requireOwnWallet } from './own-wallet.ts';

export interface TransferInput {
  idempotencyKey: string;
  fromWalletId: string;
  toWalletId: string;
  amount: WrittenMoney;
}

export interface WalletTransfer {
  reference: string;
  amount: Money;
  from: Wallet;
  to: Wallet;
}

function requireFit(from: Wallet, to: Wallet, { currency }: Money): void {
  if (from.id === to.id) throw badUserInput('`toWalletId` must name another wallet than `fromWalletId`.', 'toWalletId');
  if (from.currency !== to.currency) {
    throw badUserInput(`The wallets have different currencies: ${from.currency} and ${to.currency}.`, 'toWalletId');
  }
  if (currency !== from.currency) {
    throw badUserInput(`The currency must be ${from.currency}, that of the wallets.`, 'amount.currency');
  }
}

/** Moves money between two wallets of the viewer. A repeat returns the first result. */
export async function transfer(context: WalletsContext, input: TransferInput): Promise<WalletTransfer | MoneyRefusal> {
  const { viewer, pool, trail, now } = context;
  const { id: ownerId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const amount = readPositiveMoney(input.amount, 'amount.amount');
  const [from, to] = await Promise.all([
    requireOwnWallet(context, ownerId, input.fromWalletId),
    requireOwnWallet(context, ownerId, input.toWalletId),
  ]);
  requireFit(from, to, amount);
  const written = {
    command: 'transfer',
    from: from.id,
    to: to.id,
    amount: formatMinor(amount.amountMinor, amount.currency),
  };
  const command = { owner: ownerId, key, input: written };
  const result = await once<{ reference: string } | MoneyRefusal>(pool, command, async (tx) => {
    const reference = `transfer:${newId('ltx')}`;
    const transfers = [{ debit: accountOfWallet(from), credit: accountOfWallet(to), amountMinor: amount.amountMinor }];
    const about = { fromWalletId: from.id, toWalletId: to.id };
    const posted = await post(tx, [{ reference, kind: 'transfer', transfers, at: now(), about }]);
    if (isLedgerRefusal(posted)) return moneyRefusalOf(posted);
    await tellBalances(tx, posted, trail);
    return { reference };
  });
  return isRefusal(result) ? result : { reference: result.reference, amount, from, to };
}
