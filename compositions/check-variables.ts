import { checkTogether, readEnv, readRightEnv } from '@soko/env';
import { checkGatewayEnv } from '@soko/gateway/check-env';
import type { SubgraphDefinition } from '@soko/subgraph';
import { environmentOf, readStandaloneEnv } from './env.ts';
import { addressOfPeer } from './peers.ts';
import { createSecrets } from './secrets.ts';
import { databaseUrlOf, eventLogUrl } from './service-databases.ts';
import { ownDatabaseUrl, subgraphServiceEnv } from './service-env.ts';
import { loadSubgraph, type SubgraphName, subgraphNames } from './subgraphs.ts';

type Variables = Record<string, string | undefined>;

/** Checks what a subgraph reads, and what its variables must be together. */
async function checkSubgraph(name: SubgraphName, source: Variables): Promise<void> {
  const definition: SubgraphDefinition = await loadSubgraph(name);
  const env = readRightEnv(definition.env, source);
  await checkTogether([
    () => readEnv(definition.env, source),
    () => (env === null ? undefined : definition.checkEnv?.(env)),
  ]);
}

/**
 * Checks the variables of every service of an installation before anything is made or connected. Throws one
 * `BadEnvironment` with all problems.
 */
export async function checkStandaloneVariables(source: Variables): Promise<void> {
  // Stands in for the secrets of the installation, which may not exist yet.
  const secrets = await createSecrets();
  const { NODE_ENV } = source;
  const variables = environmentOf(readStandaloneEnv({ NODE_ENV }), secrets, source);
  await checkTogether([
    () => readStandaloneEnv(source),
    () => checkGatewayEnv(variables),
    ...subgraphNames.map((name) => () => checkSubgraph(name, variables)),
  ]);
}

/** Checks the variables of one subgraph that runs as its own process. */
export async function checkServiceVariables(name: SubgraphName, source: Variables): Promise<void> {
  const { DATABASE_URL, EVENT_LOG_DATABASE_URL, KAFKA_BROKERS } = subgraphServiceEnv;
  await checkTogether([
    () => readEnv(subgraphServiceEnv, source),
    () => databaseUrlOf(name, readEnv({ DATABASE_URL }, source), ownDatabaseUrl(name, source)),
    () => {
      const env = readEnv({ DATABASE_URL, EVENT_LOG_DATABASE_URL, KAFKA_BROKERS }, source);
      if (!env.KAFKA_BROKERS) eventLogUrl(env);
    },
    ...subgraphNames.map((peer) => () => addressOfPeer(peer, source)),
    () => checkSubgraph(name, source),
  ]);
}
