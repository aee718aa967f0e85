/** `npm run kafka`: a real Kafka broker on this machine, for development and tests. Data in .soko/kafka/data. */
import { resolve } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import { kafkaVersion, NoKafka } from './kafka/broker-jars.mjs';
import { startKafka } from './kafka/start-kafka.mjs';

readCommandLine({
  usage: `Usage: npm run kafka

Starts a Kafka broker on this machine, with its data in .soko/kafka. Needs Java 17 and Maven.
KAFKA_PORT sets its port. Default 9092.`,
});

const port = Number(process.env.KAFKA_PORT || 9092);
const dataDir = resolve(import.meta.dirname, '../.soko/kafka/data');

async function main() {
  const kafka = await startKafka({ port, dataDir, quiet: false });
  console.log(
    `Apache Kafka ${kafkaVersion} is running. Set this variable for Soko:\n\n  KAFKA_BROKERS=${kafka.brokers}\n`,
  );
  console.log('Ctrl-C stops it.');
  let stopping = false;
  const stop = () => {
    stopping = true;
    void kafka.stop();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  await kafka.exited;
  if (!stopping) throw new NoKafka(`Kafka ended by itself; ${dataDir}/kafka.log says why.`);
}

main().catch((error) => {
  console.error(error instanceof NoKafka ? error.message : error);
  process.exitCode = 1;
});
