import type pg from 'pg';
import { createKafkaBus } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
// The event bus does not list its groups: an operator asks the broker.
// oxlint-disable-next-line no-restricted-imports
import { Kafka, logLevel } from 'kafkajs';

/** The events of an installation, as somebody sees them who looks at the log itself. */
export interface EventsOfAll {
  /** Number of events that a group has not handled yet. */
  unhandled(): Promise<number>;
  /** The events that were given up, as text. */
  deadLetters(): Promise<string[]>;
  close(): Promise<void>;
}

const told = (group: string, topic: string, error: string): string => `${group}, ${topic}: ${error.split('\n', 1)[0]}`;

export function eventsInPostgres(pool: pg.Pool): EventsOfAll {
  return {
    async unhandled() {
      const { rows } = await pool.query<{ count: string }>(
        `SELECT count(*) FROM event_group_offset g JOIN event_partition p USING (topic, partition)
         WHERE g.next_offset < p.next_offset`,
      );
      return Number(rows[0]!.count);
    },
    async deadLetters() {
      const { rows } = await pool.query<{ group_name: string; topic: string; error: string }>(
        'SELECT group_name, topic, error FROM event_dead_letter',
      );
      return rows.map(({ group_name: group, topic, error }) => told(group, topic, error));
    },
    close: async () => {},
  };
}

export function eventsInKafka(brokers: string[]): EventsOfAll {
  const bus = createKafkaBus({ brokers, clientId: 'faults', log: silentLogger });
  const admin = new Kafka({ brokers, clientId: 'faults-admin', logLevel: logLevel.NOTHING }).admin();
  const connected = admin.connect();
  return {
    async unhandled() {
      await connected;
      const { groups } = await admin.listGroups();
      let sum = 0;
      for (const { groupId } of groups) {
        for (const lag of Object.values(await bus.lag(groupId))) sum += lag;
      }
      return sum;
    },
    async deadLetters() {
      const groups = await bus.groupsWithDeadLetters();
      const letters = await Promise.all(groups.map((group) => bus.deadLetters({ group })));
      return letters.flatMap((each, index) => each.map(({ topic, error }) => told(groups[index]!, topic, error)));
    },
    async close() {
      await Promise.all([connected.then(() => admin.disconnect()), bus.close()]);
    },
  };
}
