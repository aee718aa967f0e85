import { createLogger } from '@soko/log';
import { runAsProcess } from '@soko/simulator-kit';
import { readStripeSimulatorEnv } from './env.ts';
import { startStripeSimulator } from './start-stripe-simulator.ts';

await runAsProcess('Simulated Stripe', async () => {
  const env = readStripeSimulatorEnv();
  return startStripeSimulator({
    port: env.STRIPE_SIMULATOR_PORT,
    host: env.STRIPE_SIMULATOR_HOST,
    webhookSecret: env.STRIPE_SIMULATOR_WEBHOOK_SECRET,
    log: createLogger({ name: 'stripe-simulator', level: env.LOG_LEVEL, format: env.LOG_FORMAT }),
    ...(env.STRIPE_SIMULATOR_DATA_FILE === undefined ? {} : { dataFile: env.STRIPE_SIMULATOR_DATA_FILE }),
    ...(env.STRIPE_SIMULATOR_WEBHOOK_URL === undefined ? {} : { webhookUrl: env.STRIPE_SIMULATOR_WEBHOOK_URL }),
    ...(env.STRIPE_SIMULATOR_WEBHOOK_EVENTS === undefined
      ? {}
      : { webhookEvents: env.STRIPE_SIMULATOR_WEBHOOK_EVENTS }),
  });
});
