/**
 * `npm run start:distributed`: every service in a process of its own. Without KAFKA_BROKERS a broker is started here
 * first, where Java 17 and Maven are.
 */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { readCommandLine } from './command-line.mjs';
import { startKafka } from './kafka/start-kafka.mjs';
import { prepare } from './prepare.mjs';

readCommandLine({
  usage: `Usage: npm run start:distributed

Runs every service in a process of its own, on the broker of KAFKA_BROKERS or on one that it starts.`,
});
await prepare();

let kafka = null;
if (!process.env.KAFKA_BROKERS) {
  try {
    kafka = await startKafka({ dataDir: '.soko/kafka/data', quiet: false });
  } catch (error) {
    console.error(`${error.message} Or set KAFKA_BROKERS to a broker that runs already.`);
    process.exit(1);
  }
}
const program = spawn(process.execPath, ['dist/server/distributed.js'], {
  stdio: 'inherit',
  env: { ...process.env, KAFKA_BROKERS: process.env.KAFKA_BROKERS ?? kafka.brokers },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => program.kill('SIGTERM'));
const [code] = await once(program, 'exit');
await kafka?.stop();
process.exitCode = code ?? 1;
