/** A relay as a separate process, for specs that kill it. It publishes to the Postgres log and prints a line each time. */
import { createPostgresLog } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { openDatabase } from '@soko/postgres';
import { startRelay } from '../relay.ts';

const { OUTBOX_URL = '', LOG_URL = '' } = process.env;
const bus = createPostgresLog({ url: LOG_URL, log: silentLogger });
await bus.ensureTopics(['tests.thing']);
const database = openDatabase({ connectionString: OUTBOX_URL, applicationName: 'relay-program' });

startRelay({
  connectionString: OUTBOX_URL,
  pool: database.pool,
  log: silentLogger,
  batch: 50,
  publisher: {
    async publish(topic, events) {
      await bus.publish(topic, events);
      // The spec kills the process at some of these lines: after the log has the events, before they are marked as sent.
      process.stdout.write('published\n');
    },
  },
});
