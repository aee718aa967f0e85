export const payoutKinds = ['MPESA', 'BANK_ACCOUNT', 'STRIPE'] as const;

export type PayoutKind = (typeof payoutKinds)[number];

/** Where a seller's money goes. */
export interface Payout {
  kind: PayoutKind;
  /** All but the last characters hidden. */
  masked: string;
  /** The whole destination, sealed for payments. */
  sealed: string;
}
