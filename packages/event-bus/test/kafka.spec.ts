import { afterAll, describe, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { eventBusAudits } from '../audits.ts';
import { createKafkaBus } from '../index.ts';
import { createClient } from '../kafka/client.ts';
import { holdProducer, send } from '../kafka/producing.ts';
import { testBrokers } from './env.ts';

const brokers = testBrokers();
const suite = brokers.length > 0 ? describe : describe.skip;

suite('the event bus on Kafka (runs where KAFKA_BROKERS is set)', () => {
  const options = { brokers, clientId: 'audits', log: silentLogger, sessionTimeoutMs: 6_000 };
  const producer = holdProducer(createClient(options));
  afterAll(() => producer.close());

  const audits = eventBusAudits({
    makeBus: async () => createKafkaBus(options),
    appendRaw: (topic, key, value) => send(producer, topic, [{ key, value }]),
  });

  it.each(Object.entries(audits))('%s', (_, audit) => audit(), 60_000);
});
