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
  });

  it('gives new and existing topics the retention of this installation, and leaves other settings', async () => {
    const topic = `audits.retention-${Date.now().toString(36)}`;
    const admin = createClient(options).admin();
    await admin.connect();
    const settings = async (): Promise<Record<string, string>> => {
      const resources = [{ type: 2, name: topic }];
      const described = await admin.describeConfigs({ resources, includeSynonyms: false });
      const entries = described.resources[0]?.configEntries ?? [];
      return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
    };
    const ensure = async (retentionDays?: number): Promise<void> => {
      const bus = createKafkaBus({ ...options, retentionDays });
      await bus.ensureTopics([topic], { partitions: 1 });
      await bus.close();
    };
    for (const [days, kept] of [
      [undefined, 30],
      [7, 7],
      [undefined, 7],
    ] as const) {
      await ensure(days);
      const found = { 'retention.ms': String(kept * 86_400_000), 'max.message.bytes': '2097152' };
      expect(await settings()).toMatchObject({ ...found, 'segment.ms': String(43_200_000) });
    }
    const life = async (): Promise<number> => {
      const bus = createKafkaBus(options);
      const ms = await bus.longestLifeMs([topic, 'audits.not-there']);
      await bus.close();
      return ms;
    };
    const alter = (entries: Record<string, string>) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: 2, name: topic, configEntries: Object.entries(entries).map(([name, value]) => ({ name, value })) },
        ],
      });
    expect(await life()).toBe(7 * 86_400_000 + 43_200_000);
    // Another service or an operator sets more: the ids of handled events live as long. The next start shortens segments.
    await alter({ 'retention.ms': String(60 * 86_400_000), 'segment.ms': '604800000' });
    expect(await life()).toBe(67 * 86_400_000);
    await alter({ 'retention.ms': '-1' });
    expect(await life()).toBe(Infinity);
    await alter({ 'retention.ms': String(7 * 86_400_000), 'segment.ms': '604800000' });
    await ensure(7);
    expect(await life()).toBe(7 * 86_400_000 + 43_200_000);
    await admin.disconnect();
  });

  it.each(Object.entries(audits))('%s', (_, audit) => audit(), 60_000);
});
