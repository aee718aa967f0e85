import { type Money, toGraphMoney } from '@soko/money';
import { refuse } from '@soko/refusals';

/** Refusals of everything that takes money from a wallet. */
export type MoneyRefusal = ReturnType<typeof insufficientFunds | typeof walletFrozen>;

/** Refusals of what takes money out of Soko. */
export type PayoutRefusal = MoneyRefusal | DebtNotCovered;

export type DebtNotCovered = ReturnType<typeof debtNotCovered>;

export const debtNotCovered = (owed: Money, left: Money) => {
  const [debt, available] = [toGraphMoney(owed), toGraphMoney(left)];
  const { currency } = debt;
  const message = `You owe ${debt.amount} ${currency}, so that only ${available.amount} ${currency} can be withdrawn. Repay the debt with \`repayDebt\`.`;
  return refuse('DebtNotCovered', message, { debt, available });
};

export const insufficientFunds = (left: Money) => {
  const available = toGraphMoney(left);
  return refuse('InsufficientFunds', `Only ${available.amount} ${available.currency} can be spent.`, { available });
};

export const walletFrozen = () => refuse('WalletFrozen', 'This wallet is frozen. Contact support.');
