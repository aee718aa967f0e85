import { createLogger } from '@soko/log';
import { runAsProcess } from '@soko/simulator-kit';
import { readMpesaSimulatorEnv } from './env.ts';
import { startMpesaSimulator } from './start-mpesa-simulator.ts';

await runAsProcess('Simulated M-Pesa', async () => {
  const env = readMpesaSimulatorEnv();
  const { publicKey, account, ...served } = await startMpesaSimulator({
    port: env.MPESA_SIMULATOR_PORT,
    host: env.MPESA_SIMULATOR_HOST,
    log: createLogger({ name: 'mpesa-simulator', level: env.LOG_LEVEL, format: env.LOG_FORMAT }),
    ...(env.MPESA_SIMULATOR_DATA_FILE === undefined ? {} : { dataFile: env.MPESA_SIMULATOR_DATA_FILE }),
  });
  process.stdout.write(`Account: ${JSON.stringify(account)}\n${publicKey}`);
  return served;
});
