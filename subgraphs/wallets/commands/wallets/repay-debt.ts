import { requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readPositiveMoney, type WrittenMoney } from '@soko/input';
import { formatMinor } from '@soko/money';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import type { MoneyRefusal } from '../../domain/money-refusals.ts';
import { debtTooSmall, type DebtTooSmall } from '../../domain/wallets/refusals.ts';
import { accountOfWallet, receivableOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import { isLedgerRefusal, type LedgerRefusal, post } from '../../ledger/index.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { moneyRefusalOf } from './money-refusal-of.ts';
import { requireOwnWallet } from './own-wallet.ts';

export interface RepayDebtInput {
  idempotencyKey: string;
  walletId: string;
  amount: WrittenMoney;
}

type Refusal = MoneyRefusal | DebtTooSmall;

const refusalOf = (refused: LedgerRefusal): Refusal =>
  refused.refused === 'insufficient_funds' && refused.account.code === 'customer_receivable'
    ? debtTooSmall({ amountMinor: refused.availableMinor, currency: refused.account.currency })
    : moneyRefusalOf(refused);

/** Repays what the viewer owes in a currency, or a part of it, from a wallet of theirs. A repeat returns the first result. */
export async function repayDebt(context: WalletsContext, input: RepayDebtInput): Promise<Wallet | Refusal> {
  const { viewer, pool, loaders, trail, now } = context;
  const { id: owner } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const { amountMinor, currency } = readPositiveMoney(input.amount, 'amount.amount');
  const wallet = await requireOwnWallet(context, owner, input.walletId);
  if (currency !== wallet.currency) {
    throw badUserInput(`The currency must be ${wallet.currency}, that of the wallet.`, 'amount.currency');
  }
  const written = { command: 'repayDebt', walletId: wallet.id, amount: formatMinor(amountMinor, currency) };
  const result = await once<{ id: string } | Refusal>(pool, { owner, key, input: written }, async (tx) => {
    const reference = `debt-repayment:${newId('ltx')}`;
    const transfers = [{ debit: accountOfWallet(wallet), credit: receivableOfWallet(wallet), amountMinor }];
    const about = { walletId: wallet.id };
    const posted = await post(tx, [{ reference, kind: 'debt_repayment', transfers, at: now(), about }]);
    if (isLedgerRefusal(posted)) return refusalOf(posted);
    await tellBalances(tx, posted, trail);
    return { id: wallet.id };
  });
  if (isRefusal(result)) return result;
  return (await loaders.wallet.clear(wallet.id).load(wallet.id))!;
}
