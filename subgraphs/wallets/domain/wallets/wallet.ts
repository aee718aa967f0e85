export type WalletStatus = 'OPEN' | 'FROZEN';

/** Money of one user in one currency: the main wallet, or a pot beside it. */
export interface Wallet {
  id: string;
  ownerId: string;
  currency: string;
  /** Null for the main wallet. */
  name: string | null;
  status: WalletStatus;
  createdAt: Date;
}

/** Wallets that a user may have in one currency, the main wallet included. */
export const maxWalletsPerCurrency = 20;

/**
 * The ledger account of a wallet. The main wallet's account belongs to the user, so that it is found by user and currency
 * alone; a pot's account belongs to the pot.
 */
export const accountOfWallet = ({
  id,
  ownerId,
  currency,
  name,
}: Pick<Wallet, 'id' | 'ownerId' | 'currency' | 'name'>) =>
  ({ code: 'user_wallet', currency, ownerId: name === null ? ownerId : id }) as const;

/** What the owner of a wallet owes in its currency. */
export const receivableOfWallet = ({ ownerId, currency }: Pick<Wallet, 'ownerId' | 'currency'>) =>
  ({ code: 'customer_receivable', currency, ownerId }) as const;
