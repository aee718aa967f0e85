import { defineSubgraph } from '@soko/subgraph';
import { createFundsWorkers } from './commands/continue-funds.ts';
import { forgetCustomers } from './commands/forget-customers.ts';
import { createSubscriptionWorker } from './commands/continue-subscriptions.ts';
import { createWebhookWorker } from './commands/process-provider-events.ts';
import { reconcileDaily } from './commands/reconcile-daily.ts';
import { createRecovery } from './commands/recover-unfinished.ts';
import { runReconciliations } from './commands/run-reconciliations.ts';
import { createDecisionWorker } from './commands/unmatched/continue-decisions.ts';
import { createPaymentsContext } from './context.ts';
import { paymentsEnv } from './env.ts';
import { checkMpesaEnv, mpesaSettings } from './mpesa-env.ts';
import { onOrderGivenUp } from './events/on-order-given-up.ts';
import { onUserErased } from './events/on-user-erased.ts';
import { onUserSuspended } from './events/on-user-suspended.ts';
import { onSellerChanged } from './events/on-seller-changed.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createMpesaTill } from './commands/mpesa-till.ts';
import { createMpesaProvider } from './providers/mpesa/mpesa-provider.ts';
import { createUsersPeer } from './peers/users.ts';
import { createWalletsPeer } from './peers/wallets.ts';
import { withStorableTexts } from './providers/with-storable-texts.ts';
import { openFundsProviders } from './providers/open-funds-providers.ts';
import { openProviders } from './providers/open-providers.ts';
import { resolvers } from './resolvers/index.ts';
import { mpesaWebhook } from './routes/mpesa-webhook.ts';
import { stripeWebhook } from './routes/stripe-webhook.ts';
import { runInTurns } from './run-in-turns.ts';
import type { PaymentsServices } from './services.ts';
import { projections } from './projections.ts';
import { invariants } from './store/invariants.ts';
import { pruneRules } from './store/prune-rules.ts';

/** Time between checks for a day whose books have closed. */
const reconcileEveryMs = 60_000;

/** Payments at payment providers, saved cards and the marketplace fee. */
export const payments = defineSubgraph({
  name: 'payments',
  invariants,
  projections,
  planning: 'by index',
  typeDefs,
  resolvers,
  env: paymentsEnv,
  checkEnv: checkMpesaEnv,
  async open({ env, pool, adapter, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const mpesa = mpesaSettings(env);
    const providerSettings = {
      stripeSecretKey: env.STRIPE_SECRET_KEY,
      stripeApiBase: env.STRIPE_API_BASE,
      payment3pUrl: env.PAYMENT_3P_URL,
      returnUrl: env.PAYMENT_RETURN_URL ?? env.SOKO_PUBLIC_URL,
      timeoutMs: env.PAYMENT_PROVIDER_TIMEOUT_MS,
    };
    const providers = new Map(openProviders({ ...providerSettings, wallets: peer('wallets') }));
    const services: PaymentsServices = {
      db,
      pool,
      limits,
      providers,
      funds: openFundsProviders({ ...providerSettings, mpesa, now }),
      settings: {
        sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
        leaseMs: env.PAYMENT_CALL_LEASE_MS,
        responseMs: env.PAYMENT_RESPONSE_TIMEOUT_MS,
        funds: { lookMs: env.PAYMENT_LOOK_AFTER_MS, giveUpMs: env.PAYMENT_GIVE_UP_AFTER_MS },
        review: { once: env.WALLET_ADJUSTMENT_REVIEW_ABOVE, daily: env.WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY },
        look: { actionMs: env.PAYMENT_LOOK_AFTER_MS, settledMs: env.PAYMENT_LOOK_AFTER_MS },
      },
      log,
      now,
      wallets: createWalletsPeer(peer('wallets')),
      users: createUsersPeer(peer('users')),
      decideSoon: () => {
        decisions
          .runDue()
          .catch((error: unknown) => log.error({ err: error }, 'could not go on with decisions; retrying'));
      },
      reconcileSoon: () => reconciliations.wake(),
    };
    // Its prompts and payouts are rows of payments, so that it needs the services themselves.
    if (services.funds.has('mpesa')) {
      providers.set('mpesa', withStorableTexts(createMpesaProvider(createMpesaTill(services))));
    }
    const reconciliations = runInTurns(
      () => runReconciliations(services),
      (error) => log.error({ err: error }, 'could not run reconciliations; retrying'),
    );
    const everyMs = env.PAYMENT_RECOVERY_EVERY_MS;
    const webhooks = createWebhookWorker(services);
    const processWebhooks = (): void => {
      webhooks.runDue().catch((error: unknown) => log.error({ err: error }, 'could not process webhooks; retrying'));
    };
    const recovery = createRecovery(services);
    const funds = createFundsWorkers(services);
    const decisions = createDecisionWorker(services);
    const subscriptions = createSubscriptionWorker(services);
    return {
      context: (identity) => createPaymentsContext(services, identity),
      consumers: [
        onSellerChanged({ pool }),
        onOrderGivenUp(services),
        onUserErased(services),
        onUserSuspended(services),
      ],
      jobs: [
        { name: 'payments.repeat-calls', everyMs, isShared: true, run: recovery.calls.runDue },
        { name: 'payments.process-webhooks', everyMs, isShared: true, run: webhooks.runDue },
        { name: 'payments.read-overdue', everyMs, isShared: true, run: recovery.overdue.runDue },
        { name: 'payments.continue-collections', everyMs, isShared: true, run: funds.collections.runDue },
        { name: 'payments.continue-disbursements', everyMs, isShared: true, run: funds.disbursements.runDue },
        { name: 'payments.continue-subscriptions', everyMs, isShared: true, run: subscriptions.runDue },
        { name: 'payments.continue-decisions', everyMs, isShared: true, run: decisions.runDue },
        { name: 'payments.complete-methods', everyMs, isShared: true, run: recovery.methods.runDue },
        { name: 'payments.forget-customers', everyMs, isShared: true, run: () => forgetCustomers(services) },
        { name: 'payments.reconcile-daily', everyMs: reconcileEveryMs, run: () => reconcileDaily(services) },
      ],
      prune: pruneRules({ webhookDays: env.WEBHOOK_DAYS }),
      routes(app) {
        const secret = env.STRIPE_WEBHOOK_SECRET;
        if (mpesa !== null) {
          const { callbackToken: token, shortCode } = mpesa;
          mpesaWebhook(app, services, {
            token,
            shortCode,
            addresses: env.MPESA_CALLBACK_ADDRESSES,
            onSaved: processWebhooks,
          });
        }
        if (secret !== undefined) stripeWebhook(app, services, secret, processWebhooks);
      },
      async stopWorking() {
        const workers = [
          webhooks,
          ...Object.values(recovery),
          ...Object.values(funds),
          decisions,
          subscriptions,
          reconciliations,
        ];
        await Promise.all(workers.map((worker) => worker.close()));
      },
      close: () => db.$disconnect(),
    };
  },
});
