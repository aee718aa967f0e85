import { refuse, type Refused } from '@soko/refusals';

export type WalletNameTaken = Refused<'WalletNameTaken'>;

export const walletNameTaken = (name: string): WalletNameTaken =>
  refuse('WalletNameTaken', `Another wallet of yours is named "${name}". Choose another name.`);

export type TooManyWallets = Refused<'TooManyWallets', { max: number }>;

export const tooManyWallets = (max: number): TooManyWallets =>
  refuse('TooManyWallets', `You have ${max} wallets in this currency, which is the most. Use one of them.`, { max });
