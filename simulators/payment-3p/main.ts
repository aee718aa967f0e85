import { createLogger } from '@soko/log';
import { runAsProcess } from '@soko/simulator-kit';
import { readPayment3pSimulatorEnv } from './env.ts';
import { startPayment3pSimulator } from './start-payment-3p-simulator.ts';

await runAsProcess('Simulated payment-3p', async () => {
  const env = readPayment3pSimulatorEnv();
  return startPayment3pSimulator({
    port: env.PAYMENT_3P_SIMULATOR_PORT,
    host: env.PAYMENT_3P_SIMULATOR_HOST,
    log: createLogger({ name: 'payment-3p-simulator', level: env.LOG_LEVEL, format: env.LOG_FORMAT }),
    ...(env.PAYMENT_3P_SIMULATOR_DATA_FILE === undefined ? {} : { dataFile: env.PAYMENT_3P_SIMULATOR_DATA_FILE }),
  });
});
