import { afterAll, describe, expect, it } from '@jest/globals';
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

  it('keeps nothing of a follower that closed', async () => {
    const bus = createKafkaBus(options);
    const admin = createClient(options).admin();
    await admin.connect();
    const groups = async (): Promise<string[]> =>
      (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => id.startsWith('soko-follower-'));
    const before = await groups();
    const following = await bus.follow({ topics: ['audits.followed'], handler: () => {} });
    const [mine, ...others] = (await groups()).filter((id) => !before.includes(id));
    expect([mine, others]).toEqual([expect.any(String), []]);
    await following.close();
    // The broker forgets an empty group without offsets by itself, a while after; nothing of it is stored.
    const [{ partitions } = { partitions: [] }] = await admin.fetchOffsets({
      groupId: mine!,
      topics: ['audits.followed'],
    });
    expect(partitions.every(({ offset }) => offset === '-1')).toBe(true);
    const { groups: described } = await admin.describeGroups([mine!]);
    expect(described).toMatchObject([{ members: [] }]);
    await admin.disconnect();
    await bus.close();
  }, 60_000);

  it.each(Object.entries(audits))('%s', (_, audit) => audit(), 60_000);
});
