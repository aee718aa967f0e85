import { requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readPositiveMoney, type WrittenMoney } from '@soko/input';
import { formatMinor } from '@soko/money';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import type { MoneyRefusal } from '../../domain/money-refusals.ts';
import { accountOfWallet, receivableOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import { balanceOf, isLedgerRefusal, post, type Posted } from '../../ledger/index.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { moneyRefusalOf } from './money-refusal-of.ts';
import { requireOwnWallet } from './own-wallet.ts';

export interface RepayDebtInput {
  idempotencyKey: string;
  walletId: string;
  amount: WrittenMoney;
}

const maxTries = 3;

/** Moves the amount, or what is owed if that is less. A part may be repaid by winnings at the same moment. */
async function repay(
  tx: pg.PoolClient,
  wallet: Wallet,
  amountMinor: bigint,
  at: Date,
): Promise<Posted[] | MoneyRefusal> {
  const reference = `debt-repayment:${newId('ltx')}`;
  const [debit, credit] = [accountOfWallet(wallet), receivableOfWallet(wallet)];
  let owedMinor = (await balanceOf(tx, credit)).availableMinor;
  for (let tries = 0; tries < maxTries && owedMinor > 0n; tries += 1) {
    const transfers = [{ debit, credit, amountMinor: amountMinor < owedMinor ? amountMinor : owedMinor }];
    const about = { walletId: wallet.id };
    const posted = await post(tx, [{ reference, kind: 'debt_repayment', transfers, at, about }]);
    if (!isLedgerRefusal(posted)) return posted;
    if (posted.refused === 'account_frozen' || posted.account.code !== credit.code) return moneyRefusalOf(posted);
    owedMinor = posted.availableMinor;
  }
  return [];
}

/** Repays what the viewer owes in a currency, up to an amount, from a wallet of theirs. A repeat returns the first result. */
export async function repayDebt(context: WalletsContext, input: RepayDebtInput): Promise<Wallet | MoneyRefusal> {
  const { viewer, pool, loaders, trail, now } = context;
  const { id: owner } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const { amountMinor, currency } = readPositiveMoney(input.amount, 'amount.amount');
  const wallet = await requireOwnWallet(context, owner, input.walletId);
  if (currency !== wallet.currency) {
    throw badUserInput(`The currency must be ${wallet.currency}, that of the wallet.`, 'amount.currency');
  }
  const written = { command: 'repayDebt', walletId: wallet.id, amount: formatMinor(amountMinor, currency) };
  const result = await once<{ id: string } | MoneyRefusal>(pool, { owner, key, input: written }, async (tx) => {
    const posted = await repay(tx, wallet, amountMinor, now());
    if (!Array.isArray(posted)) return posted;
    await tellBalances(tx, posted, trail);
    return { id: wallet.id };
  });
  if (isRefusal(result)) return result;
  return (await loaders.wallet.clear(wallet.id).load(wallet.id))!;
}
