import { type Money, toGraphMoney } from '@soko/money';
import { refuse, type Refused } from '@soko/refusals';

export type WalletNameTaken = Refused<'WalletNameTaken'>;

export const walletNameTaken = (name: string): WalletNameTaken =>
  refuse('WalletNameTaken', `Another wallet of yours is named "${name}". Choose another name.`);

export type TooManyWallets = Refused<'TooManyWallets', { max: number }>;

export const tooManyWallets = (max: number): TooManyWallets =>
  refuse('TooManyWallets', `You have ${max} wallets in this currency, which is the most. Use one of them.`, { max });

export type AdjustmentDecided = Refused<'AdjustmentDecided'>;

export const adjustmentDecided = (status: string): AdjustmentDecided =>
  refuse('AdjustmentDecided', `This adjustment has the status ${status}; it is decided once.`);

export type OwnAdjustment = Refused<'OwnAdjustment'>;

export const ownAdjustment = (): OwnAdjustment =>
  refuse(
    'OwnAdjustment',
    'You proposed this adjustment, or the wallet is yours. Another administrator must approve it.',
  );

export type DebtTooSmall = ReturnType<typeof debtTooSmall>;

export const debtTooSmall = (money: Money) => {
  const debt = toGraphMoney(money);
  return refuse('DebtTooSmall', `The debt is ${debt.amount} ${debt.currency}. Choose at most that.`, { debt });
};

export type NotInSuspense = Refused<'NotInSuspense'>;

export const notInSuspense = (): NotInSuspense =>
  refuse('NotInSuspense', 'This amount is not in suspense, or it was decided already.');
