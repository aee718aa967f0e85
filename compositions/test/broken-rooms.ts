import { brokenBets } from './broken-bets.ts';
import { brokenDisputes } from './broken-disputes.ts';
import { brokenFunds } from './broken-funds.ts';
import { brokenMessages } from './broken-messages.ts';
import { brokenOffers } from './broken-offers.ts';
import { brokenPromotions } from './broken-promotions.ts';
import { brokenReturns } from './broken-returns.ts';
import type { Break } from './broken-rules.ts';
import { walletBreaks } from './broken-wallet-rules.ts';

/** Rows that break the rules of single rooms, each in a file of its own. */
export const brokenRooms: readonly Break[] = [
  ...brokenBets,
  ...brokenDisputes,
  ...brokenFunds,
  ...brokenMessages,
  ...brokenOffers,
  ...brokenPromotions,
  ...brokenReturns,
  ...walletBreaks,
];
