import { createLogger } from '@soko/log';
import { runAsProcess } from '@soko/simulator-kit';
import { readMailSimulatorEnv } from './env.ts';
import { startMailSimulator } from './start-mail-simulator.ts';

await runAsProcess('Simulated mail and SMS', async () => {
  const env = readMailSimulatorEnv();
  const simulator = await startMailSimulator({
    port: env.MAIL_SIMULATOR_PORT,
    smtpPort: env.MAIL_SIMULATOR_SMTP_PORT,
    host: env.MAIL_SIMULATOR_HOST,
    log: createLogger({ name: 'mail-simulator', level: env.LOG_LEVEL, format: env.LOG_FORMAT }),
    ...(env.MAIL_SIMULATOR_DATA_FILE === undefined ? {} : { dataFile: env.MAIL_SIMULATOR_DATA_FILE }),
    ...(env.MAIL_SIMULATOR_WEBHOOK_URL === undefined ? {} : { webhookUrl: env.MAIL_SIMULATOR_WEBHOOK_URL }),
  });
  process.stdout.write(
    `SMTP: ${simulator.smtpUrl}\nAccount for SMS: ${JSON.stringify(simulator.account)}\nKey of webhooks: ${simulator.webhookKey}\n`,
  );
  return simulator;
});
