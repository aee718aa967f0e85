import type { BetChange } from './change-bet.ts';

/** The names of a bet's transactions in the ledger. Each is posted once, so that a settlement pays once. */
export const settleReference = (betId: string, revision: number): string => `bet:${betId}:settle:${revision}`;

export const reversalReference = (betId: string, revision: number): string =>
  `${settleReference(betId, revision)}:reversal`;

/** What a reversal takes back beyond the wallet: the user owes it. */
export const debtReference = (betId: string, revision: number): string => `${settleReference(betId, revision)}:debt`;

/** What a settlement pays towards an earlier debt. */
export const repaymentReference = (betId: string, revision: number): string =>
  `${settleReference(betId, revision)}:repayment`;

/** The settlement that a change makes, or else the reversal. */
export const lastReference = ({ bet, reversed, settled }: BetChange): string =>
  settled === null ? reversalReference(bet.id, reversed!.revision) : settleReference(bet.id, settled.revision);
