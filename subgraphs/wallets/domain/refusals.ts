import { refuse, type Refused } from '@soko/refusals';

export type WalletNameTaken = Refused<'WalletNameTaken'>;

export const walletNameTaken = (name: string): WalletNameTaken =>
  refuse('WalletNameTaken', `Another wallet of yours is named "${name}". Choose another name.`);
