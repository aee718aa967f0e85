/** A process that handles or publishes events and says so line by line, for specs that kill it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@soko/log';
import { auditEvent } from '../audits/scene.ts';
import { createKafkaBus, createPostgresLog } from '../index.ts';
import { crashProgramEnv } from './env.ts';

const { BROKERS, LOG_URL, TOPIC, GROUP, FIRST } = crashProgramEnv();

const bus =
  BROKERS.length > 0
    ? createKafkaBus({ brokers: BROKERS, clientId: 'crash', log: silentLogger, sessionTimeoutMs: 6_000 })
    : createPostgresLog({ url: LOG_URL, log: silentLogger });

const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (GROUP) {
  await bus.subscribe({
    group: GROUP,
    topics: [TOPIC],
    handler: async ({ envelope }) => {
      say(`${envelope.subject} ${envelope.sequence}`);
      await sleep(2);
    },
  });
} else {
  for (let sequence = FIRST; ; sequence += 1) {
    await bus.publish(
      TOPIC,
      ['a', 'b', 'c', 'd'].map((subject) => auditEvent(subject, sequence)),
    );
    say(`acknowledged ${sequence}`);
  }
}
