import { createLogger } from '@soko/log';
import { readPayment3pSimulatorEnv } from './env.ts';
import { startPayment3pSimulator } from './start-payment-3p-simulator.ts';

const env = readPayment3pSimulatorEnv();
const simulator = await startPayment3pSimulator({
  port: env.PAYMENT_3P_SIMULATOR_PORT,
  host: env.PAYMENT_3P_SIMULATOR_HOST,
  log: createLogger({ name: 'payment-3p-simulator', level: env.LOG_LEVEL }),
  ...(env.PAYMENT_3P_SIMULATOR_DATA_FILE === undefined ? {} : { dataFile: env.PAYMENT_3P_SIMULATOR_DATA_FILE }),
});
process.stdout.write(`Simulated payment-3p: ${simulator.url}, admin page ${simulator.url}/_admin/\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });
}
