export type ChainWalletKind = 'LINKED' | 'CUSTODIAL';

/** An address of a person on the chain. */
export interface ChainWallet {
  id: string;
  userId: string;
  /** In lower case. */
  address: string;
  kind: ChainWalletKind;
  /** True for the one wallet that gets the items of the person: a linked one that was chosen, or else the custodial one. */
  isDefault: boolean;
  createdAt: Date;
  /** Time at which the person first got the key of a custodial wallet. */
  exportedAt: Date | null;
}

/** A request of a person for the key of their custodial wallet, which gives it once. */
export interface KeyExport {
  id: string;
  userId: string;
  walletId: string;
  /** Challenge of users, whose code confirms the request. */
  challengeId: string;
}

/** Time after which requests that gave no key are deleted: their codes have expired, also those that were sent again. */
export const keyRequestMs = 86_400_000;

/** What the sealed key of a wallet is bound to, so that it opens at its own address alone. */
export const keySeal = (address: string): string => `chain-wallet.${address}`;

/** Wallets that a person can link. */
export const maxLinked = 10;

/** Time for which a challenge can be used. */
export const challengeMs = 600_000;

/** A text for the owner of an address to sign. */
export interface WalletChallenge {
  id: string;
  userId: string;
  /** In lower case. */
  address: string;
  message: string;
  expiresAt: Date;
}
