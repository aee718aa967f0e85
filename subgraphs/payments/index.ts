import { defineSubgraph } from '@soko/subgraph';
import { processProviderEvents } from './commands/process-provider-events.ts';
import { recover } from './commands/recover.ts';
import { reconcileDaily, runReconciliations } from './commands/run-reconciliations.ts';
import { createPaymentsContext } from './context.ts';
import { paymentsEnv } from './env.ts';
import { onOrderGivenUp } from './events/on-order-given-up.ts';
import { onUserErased } from './events/on-user-erased.ts';
import { onSellerChanged } from './events/on-seller-changed.ts';
import { typeDefs } from './generated/type-defs.ts';
import { openProviders } from './providers/open-providers.ts';
import { resolvers } from './resolvers/index.ts';
import { stripeWebhook } from './routes/stripe-webhook.ts';
import type { PaymentsServices } from './services.ts';
import { inTurns } from './in-turns.ts';

/** How often it is looked whether a day is over. */
const reconcileEveryMs = 60_000;

/** Money at the payment providers, and what the house keeps of it. */
export const payments = defineSubgraph({
  name: 'payments',
  planning: 'by index',
  typeDefs,
  resolvers,
  env: paymentsEnv,
  async open({ env, pool, log, now }) {
    const services: PaymentsServices = {
      pool,
      providers: openProviders({
        stripeSecretKey: env.STRIPE_SECRET_KEY,
        stripeApiBase: env.STRIPE_API_BASE,
        payment3pUrl: env.PAYMENT_3P_URL,
        returnUrl: env.PAYMENT_RETURN_URL ?? env.SOKO_PUBLIC_URL,
        timeoutMs: env.PAYMENT_PROVIDER_TIMEOUT_MS,
      }),
      settings: {
        sealKey: env.SOKO_SEAL_KEY,
        leaseMs: env.PAYMENT_CALL_LEASE_MS,
        look: { actionMs: env.PAYMENT_LOOK_AFTER_MS, settledMs: env.PAYMENT_LOOK_AFTER_MS },
      },
      log,
      now,
      reconcileSoon: () => reconciliations.wake(),
    };
    const reconciliations = inTurns(
      () => runReconciliations(services),
      (error) => log.error({ err: error }, 'days could not be reconciled'),
    );
    const everyMs = env.PAYMENT_RECOVERY_EVERY_MS;
    const webhooks = inTurns(
      async () => {
        while ((await processProviderEvents(services)) > 0);
      },
      (error) => log.error({ err: error }, 'webhooks could not be processed'),
    );
    return {
      context: (identity) => createPaymentsContext(services, identity),
      consumers: [onSellerChanged({ pool }), onOrderGivenUp(services), onUserErased(services)],
      jobs: [
        { name: 'payments.recover', everyMs, run: () => recover(services) },
        { name: 'payments.reconcile', everyMs: reconcileEveryMs, run: () => reconcileDaily(services) },
      ],
      routes(app) {
        const secret = env.STRIPE_WEBHOOK_SECRET;
        if (secret !== undefined) stripeWebhook(app, services, secret, webhooks.wake);
      },
      async close() {
        await Promise.all([webhooks.close(), reconciliations.close()]);
      },
    };
  },
});
