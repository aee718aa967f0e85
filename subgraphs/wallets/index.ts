import { BadEnvironment } from '@soko/env';
import { defineSubgraph } from '@soko/subgraph';
import { createPlacing } from './commands/bets/placing.ts';
import { createCashWorkers } from './commands/cash/due-cash.ts';
import { createFeedFileWorker } from './commands/feed/import-files.ts';
import { createPayoutWorker } from './commands/payouts/submit-payout.ts';
import { createSettlementWorker } from './commands/settlement/run-settlements.ts';
import { createWalletsContext } from './context.ts';
import { walletsEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { feedJobs } from './feed-jobs.ts';
import { gauges } from './gauges.ts';
import { jobs } from './jobs.ts';
import { createPaymentsPeer } from './peers/payments.ts';
import { createUsersPeer } from './peers/users.ts';
import { resolvers } from './resolvers/index.ts';
import { feedUploadRoute } from './routes/feed-upload.ts';
import { invoiceRoute } from './routes/invoice.ts';
import { sellerStatementRoute } from './routes/seller-statement.ts';
import { payoutSettings } from './payout-settings.ts';
import { bankFileRoute } from './routes/bank-file.ts';
import { statementRoute } from './routes/statement.ts';
import type { CashDependencies, WalletsServices } from './services.ts';
import { invariants } from './store/invariants.ts';
import { pruneRules } from './store/prune-rules.ts';

/** Money of users: the ledger, wallets and bets. */
export const wallets = defineSubgraph({
  name: 'wallets',
  invariants,
  planning: 'by index',
  typeDefs,
  resolvers,
  env: walletsEnv,
  checkEnv({ WALLETS_SIMULATED_FEED, NODE_ENV }) {
    if (WALLETS_SIMULATED_FEED && NODE_ENV === 'production')
      throw new BadEnvironment(
        'WALLETS_SIMULATED_FEED must be off with NODE_ENV=production: people would bet on matches that do not exist',
      );
  },
  async open({ env, pool, adapter, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const cash = {
      payments: createPaymentsPeer(peer('payments')),
      users: createUsersPeer(peer('users')),
      settings: {
        sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
        lookMs: env.WALLETS_LOOK_AFTER_MS,
        reviewMs: env.WALLETS_REVIEW_AFTER_MS,
        excise: env.WALLETS_EXCISE,
        withholding: env.WALLETS_WITHHOLDING,
      },
      log,
    } satisfies CashDependencies;
    const settlements = createSettlementWorker({
      pool,
      log,
      now,
      pageSize: env.WALLETS_SETTLEMENT_PAGE,
      lanes: env.WALLETS_SETTLEMENT_LANES,
    });
    const settings = {
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD] as const,
      publicUrl: env.SOKO_PUBLIC_URL,
      adjustmentLimits: { once: env.WALLET_ADJUSTMENT_REVIEW_ABOVE, daily: env.WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY },
      refundFeePolicy: env.WALLETS_REFUND_FEE,
      invoices: {
        issuer: env.WALLETS_INVOICE_ISSUER.split('|')
          .map((line) => line.trim())
          .join('\n'),
        issuerTaxId: env.WALLETS_INVOICE_ISSUER_TAX_ID ?? null,
        vatBasisPoints: env.WALLETS_INVOICE_VAT_BASIS_POINTS,
      },
    };
    const services: WalletsServices = {
      db,
      pool,
      log,
      limits,
      now,
      settings,
      cash,
      cashOutTerms: { marginBasisPoints: env.WALLETS_CASH_OUT_MARGIN_BASIS_POINTS },
      placing: createPlacing({ pool, log }),
      settlements,
      payouts: payoutSettings(env),
      feedFiles: createFeedFileWorker({ pool, log, now, settlements }),
    };
    const workers = { ...createCashWorkers(services), payouts: createPayoutWorker(services) };
    return {
      context: (identity) => createWalletsContext(services, identity),
      consumers: consumers(services),
      jobs: [...jobs(services, workers), ...feedJobs(services, env, log)],
      prune: pruneRules,
      gauges: gauges(services),
      routes(app) {
        statementRoute(app, services);
        sellerStatementRoute(app, services);
        bankFileRoute(app, services);
        invoiceRoute(app, services);
        return feedUploadRoute(app, services);
      },
      async stopWorking() {
        await Promise.all([
          workers.deposits.close(),
          workers.withdrawals.close(),
          workers.payouts.close(),
          services.feedFiles.close(),
          settlements.close(),
        ]);
      },
      close: () => db.$disconnect(),
    };
  },
});
