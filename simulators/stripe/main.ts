import { createLogger } from '@soko/log';
import { readStripeSimulatorEnv } from './env.ts';
import { startStripeSimulator } from './start-stripe-simulator.ts';

const env = readStripeSimulatorEnv();
const simulator = await startStripeSimulator({
  port: env.STRIPE_SIMULATOR_PORT,
  host: env.STRIPE_SIMULATOR_HOST,
  webhookSecret: env.STRIPE_SIMULATOR_WEBHOOK_SECRET,
  log: createLogger({ name: 'stripe-simulator', level: env.LOG_LEVEL }),
  ...(env.STRIPE_SIMULATOR_DATA_FILE === undefined ? {} : { dataFile: env.STRIPE_SIMULATOR_DATA_FILE }),
  ...(env.STRIPE_SIMULATOR_WEBHOOK_URL === undefined ? {} : { webhookUrl: env.STRIPE_SIMULATOR_WEBHOOK_URL }),
});
process.stdout.write(`Simulated Stripe: ${simulator.url}, admin page ${simulator.url}/_admin/\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });
}
