/**
 * `npm run service -- <name>`: runs one service as this process. `<name>` is a subgraph, `gateway`, or `migrate`, which
 * creates and migrates every database and ends.
 */
import { readCommandLine, refuseArguments } from '../scripts/command-line.mjs';
import { serviceArguments } from '../scripts/program-arguments.mjs';
import { readEnv } from '@soko/env';
import { processVariables } from './env.ts';
import { databaseUrlOf, eventLogUrl } from './service-databases.ts';
import { ownDatabaseUrl, subgraphServiceEnv } from './service-env.ts';
import { prepareDatabase, prepareEventLog, type RunningService, runSubgraph } from './run-subgraph.ts';
import { explainAndExit } from './explain-and-exit.ts';
import { isSubgraphName, subgraphNames } from './subgraphs.ts';
import { closeOnSignal } from './close-on-signal.ts';

type Source = Record<string, string | undefined>;

async function migrateAll(source: Source): Promise<void> {
  const { DATABASE_URL, EVENT_LOG_DATABASE_URL, KAFKA_BROKERS } = subgraphServiceEnv;
  const env = readEnv({ DATABASE_URL, EVENT_LOG_DATABASE_URL, KAFKA_BROKERS }, source);
  if (!env.KAFKA_BROKERS) await prepareEventLog(eventLogUrl(env));
  for (const name of subgraphNames) {
    const applied = await prepareDatabase(name, databaseUrlOf(name, env, ownDatabaseUrl(name, source)));
    console.log(`${name}: ${applied.length === 0 ? 'up to date' : applied.join(', ')}`);
  }
}

async function runService(name: string, source: Source): Promise<RunningService | null> {
  if (name === 'migrate') {
    await migrateAll(source);
    return null;
  }
  if (name === 'gateway') {
    const { runGateway } = await import('./run-gateway.ts');
    return runGateway(source);
  }
  if (isSubgraphName(name)) return runSubgraph(name, source);
  const names = ['gateway', ...subgraphNames, 'migrate'];
  return refuseArguments(`There is no service "${name}". There are: ${names.join(', ')}.`, serviceArguments.usage);
}

try {
  const service = await runService(readCommandLine(serviceArguments).arguments[0]!, processVariables);
  if (service)
    closeOnSignal(
      () => service.close(),
      () => service.closesWithinMs,
    );
} catch (error) {
  explainAndExit(error);
}
