import { z } from 'zod';
import { importTypescript } from '../import-typescript.mjs';

const isShape = (value) =>
  typeof value === 'object' && value !== null && Object.values(value).every((field) => field instanceof z.ZodType);

/** The zod shapes that an env.ts file exports, as one. */
async function shapeIn(file) {
  const exported = Object.values(await importTypescript(file)).filter(isShape);
  if (exported.length === 0) throw new Error(`${file} exports no variables.`);
  return Object.assign({}, ...exported);
}

/** The variables that a subgraph's own env.ts names: zod schemas. */
export const subgraphVariables = (name) => shapeIn(`subgraphs/${name}/env.ts`);

/** The variables that a service reads when it runs alone, by name: zod schemas. */
export async function variablesOf(service) {
  if (service === 'gateway') return shapeIn('gateway/env.ts');
  return { ...(await shapeIn('compositions/service-env.ts')), ...(await subgraphVariables(service)) };
}

/** Variables of a container that its image, or docker-compose.yml with its Kafka, decides. */
export const isFixedInContainers = (variable) =>
  ['HOST', 'PORT', 'SOKO_MEDIA_DIR', 'SUPERGRAPH_PATH', 'PLAYGROUND_DIR', 'EVENT_LOG_DATABASE_URL'].includes(variable);

/** Whether a service does not start without it. */
export const isRequired = (schema) => !schema.safeParse(undefined).success;

/** Whether its value must stay unknown to everybody else: such variables have no default anywhere. */
export const isSecret = (variable) =>
  /(_KEY|_KEYS|_KEYS_OLD|_KEY_ID|_SECRET|_PASSWORD|DATABASE_URL|RPC_URL|OTLP_HEADERS)$/.test(variable);
