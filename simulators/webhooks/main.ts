import { createLogger } from '@soko/log';
import { runAsProcess } from '@soko/simulator-kit';
import { readWebhooksSimulatorEnv } from './env.ts';
import { startWebhooksSimulator } from './start-webhooks-simulator.ts';

await runAsProcess('Receiver of webhooks', async () => {
  const env = readWebhooksSimulatorEnv();
  return startWebhooksSimulator({
    port: env.WEBHOOKS_SIMULATOR_PORT,
    host: env.WEBHOOKS_SIMULATOR_HOST,
    log: createLogger({ name: 'webhooks-simulator', level: env.LOG_LEVEL, format: env.LOG_FORMAT }),
    ...(env.WEBHOOKS_SIMULATOR_DATA_FILE === undefined ? {} : { dataFile: env.WEBHOOKS_SIMULATOR_DATA_FILE }),
  });
});
