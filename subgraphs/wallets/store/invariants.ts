import type { Invariant } from '@soko/invariants';
import { betInvariants } from './bets/invariants.ts';
import { cashInvariants } from './cash/invariants.ts';
import { gamingInvariants } from './gaming/invariants.ts';
import { marketInvariants } from './markets/invariants.ts';
import { payoutInvariants } from './payouts/invariants.ts';
import { sellerInvariants } from './sellers/invariants.ts';
import { settlementInvariants } from './settlement/invariants.ts';
import { ledgerInvariants } from './wallets/invariants.ts';

/** Rules of the rows of wallets that no constraint can state. */
export const invariants: readonly Invariant[] = [
  ...ledgerInvariants,
  ...betInvariants,
  ...gamingInvariants,
  ...marketInvariants,
  ...settlementInvariants,
  ...cashInvariants,
  ...payoutInvariants,
  ...sellerInvariants,
];
