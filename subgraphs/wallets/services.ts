import type { Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import type { ReviewLimits } from '@soko/money/review-limits';
import type pg from 'pg';
import type { CashOutTerms } from './domain/bets/cash-out.ts';
import type { CashSettings } from './domain/cash/cash-settings.ts';
import type { RefundFeePolicy } from './domain/cash/refund-fee.ts';
import type { Placing } from './commands/bets/placing.ts';
import type { FeedFileWorker } from './commands/feed/import-files.ts';
import type { SettlementWorker } from './commands/settlement/run-settlements.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { PayoutSettings } from './domain/payouts/payout-settings.ts';
import type { PaymentsPeer } from './peers/payments.ts';
import type { UsersPeer } from './peers/users.ts';

/** What invoices to sellers say beside their charges. */
export interface InvoiceSettings {
  /** Name and address of Soko's operator, a line each. */
  issuer: string;
  issuerTaxId: string | null;
  /** Rate of the value added tax that is in the fees. */
  vatBasisPoints: number;
}

export interface WalletsSettings {
  /** Keys that seal links; the first one is the current one. */
  sealKeys: readonly [string, ...string[]];
  /** Address of the gateway, for links. */
  publicUrl: string;
  /** Adjustments above them need a second administrator. */
  adjustmentLimits: ReviewLimits;
  /** What becomes of the marketplace fee in refunds. */
  refundFeePolicy: RefundFeePolicy;
  invoices: InvoiceSettings;
}

/** What deposits and withdrawals need beside the database. */
export interface CashDependencies {
  payments: PaymentsPeer;
  users: UsersPeer;
  settings: CashSettings;
  log: Logger;
}

/** Resources that the subgraph holds while it is open. */
export interface WalletsServices {
  db: PrismaClient;
  pool: pg.Pool;
  log: Logger;
  limits: Limits;
  now: () => Date;
  cashOutTerms: CashOutTerms;
  /** Places the bets of this process. */
  placing: Placing;
  settings: WalletsSettings;
  /** Peers and settings of deposits and withdrawals. */
  cash: CashDependencies;
  /** Settings of payouts to sellers. */
  payouts: PayoutSettings;
  /** Imports uploaded files of feeds in the background. */
  feedFiles: FeedFileWorker;
  /** Settles bets in the background. */
  settlements: SettlementWorker;
}
