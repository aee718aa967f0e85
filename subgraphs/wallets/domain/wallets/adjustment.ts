/**
 * `GOODWILL`: Soko gives, or takes back. `DEBT_WRITE_OFF`: the owner no longer owes it. `SUSPENSE`: money in suspense reaches
 * the wallet, or is taken from it. `SUSPENSE_WRITE_OFF`: Soko keeps it, or bears it.
 */
export type AdjustmentKind = 'GOODWILL' | 'DEBT_WRITE_OFF' | 'SUSPENSE' | 'SUSPENSE_WRITE_OFF';

/** An amount that an administrator adds to a wallet or takes from it, or what belongs to its owner elsewhere in the ledger. */
export interface WalletAdjustment {
  id: string;
  kind: AdjustmentKind;
  walletId: string;
  /** Deposit or withdrawal whose money is in suspense. Null for other kinds. */
  aboutId: string | null;
  /** Negative when it is taken from the wallet, or borne by Soko. */
  amountMinor: bigint;
  currency: string;
  /** Null once the owner was erased. */
  reason: string | null;
  status: 'PROPOSED' | 'POSTED' | 'REJECTED';
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
}
