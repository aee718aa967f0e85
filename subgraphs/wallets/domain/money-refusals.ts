import { type Money, toGraphMoney } from '@soko/money';
import { refuse } from '@soko/refusals';

/** Refusals of everything that takes money from a wallet. */
export type MoneyRefusal = ReturnType<typeof insufficientFunds | typeof walletFrozen>;

export const insufficientFunds = (left: Money) => {
  const available = toGraphMoney(left);
  return refuse('InsufficientFunds', `Only ${available.amount} ${available.currency} can be spent.`, { available });
};

export const walletFrozen = () => refuse('WalletFrozen', 'This wallet is frozen. Contact support.');
