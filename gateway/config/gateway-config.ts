import { BadEnvironment } from '@soko/env';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { suggestion } from './nearest.ts';

/** Headers of one connection or one body, and those with which services of Soko sign requests to each other. */
const neverSent =
  /^(connection|keep-alive|transfer-encoding|upgrade|te|trailer|proxy-.*|expect|host|accept|accept-encoding|content-.*|soko-.*)$/;

const headerName = z
  .string()
  .toLowerCase()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header')
  .refine((name) => !neverSent.test(name), 'is a header of the connection or of Soko, which is never passed on');

const names = z.union([z.literal('all'), z.array(z.string())]);

const errorRule = z
  .union([
    z.enum(['mask', 'pass', 'known']),
    z.strictObject({
      codes: names.describe('Codes (`extensions.code`) of the errors that clients get. All others are masked.'),
      message: z.boolean().default(false).describe('Whether clients get the message as well.'),
      extensions: names.default([]).describe('Further extensions that clients get.'),
    }),
  ])
  .describe(
    'Errors of the subgraph. `mask` hides all of them, `pass` hides none, `known` passes those with a code of Soko.',
  );

const subgraphRules = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'is not an address, such as https://stock.example/graphql' })
    .optional()
    .describe('GraphQL address. Default: the routing URL in the supergraph.'),
  timeoutMs: z.int().min(1).optional().describe('Time after which a request is given up, in ms.'),
  headers: z
    .strictObject({
      forward: z.array(headerName).default([]).describe('Headers of the client that the subgraph gets as they are.'),
      set: z
        .record(headerName, z.string())
        .default({})
        .describe('Headers with a value of their own. `${NAME}` stands for an environment variable.'),
    })
    .optional()
    .describe('Headers that the subgraph gets. No other header of a client is passed on.'),
  viewer: z
    .enum(['none', 'signed'])
    .optional()
    .describe('`signed` names the verified viewer in a signed header of Soko. Needs `SOKO_SERVICE_KEY`.'),
  errors: errorRule.optional(),
  ca: z.string().optional().describe('File with the certificates (PEM) that the subgraph is verified with.'),
  http2: z.boolean().optional().describe('Offers HTTP/2 to a subgraph with an https address.'),
  probe: z
    .boolean()
    .optional()
    .describe('Whether `/health/ready` sends `{ __typename }` to the subgraph. Default true.'),
  subscriptions: z
    .strictObject({
      protocol: z
        .enum(['graphql-transport-ws', 'sse', 'callback'])
        .default('graphql-transport-ws')
        .describe(
          '`sse` are server-sent events in the distinct connections mode of graphql-sse. By `callback` the subgraph posts the messages to the gateway, as `callbackSpec=1.0` of Apollo says.',
        ),
      heartbeatMs: z
        .int()
        .min(0)
        .default(5_000)
        .describe(
          'By `callback`: the subgraph posts a check so often, in ms. One that posts nothing for three times as long is asked again. 0: no checks.',
        ),
      url: z
        .url({ protocol: /^(ws|http)s?$/, error: 'is not an address, such as wss://stock.example/graphql' })
        .optional()
        .describe('Address for subscriptions. Default: the GraphQL address, for WebSockets with ws in place of http.'),
    })
    .optional()
    .describe('The subgraph serves its subscriptions itself.'),
});

/** The configuration of a gateway: all that differs from one supergraph to another. */
export const gatewayConfig = z.strictObject({
  $schema: z.string().optional(),
  supergraph: z.string().optional().describe('File or URL of the supergraph.'),
  accounts: z
    .string()
    .optional()
    .describe('Subgraph with the accounts, API keys and sessions of Soko. Without it, viewers are known by OIDC only.'),
  rest: z.boolean().default(false).describe('Serves the REST routes of Soko.'),
  all: subgraphRules.default({}).describe('Rules for every subgraph.'),
  subgraphs: z
    .record(z.string(), subgraphRules)
    .default({})
    .describe('Rules for single subgraphs by their names. They come before those for every subgraph.'),
  variables: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Variables of docs/variables.md. Those of the environment come first.'),
});

export type GatewayConfig = z.output<typeof gatewayConfig>;
export type SubgraphRules = z.output<typeof subgraphRules>;
export type ErrorRule = z.output<typeof errorRule>;

/** The rules for a subgraph. */
export const rulesFor = ({ all, subgraphs }: GatewayConfig, name: string): SubgraphRules => ({
  ...all,
  ...(Object.hasOwn(subgraphs, name) ? subgraphs[name] : {}),
});

/** Soko itself. Its subgraphs get the viewer signed, and their errors have the codes of the closed list. */
export const sokoConfig: GatewayConfig = gatewayConfig.parse({
  accounts: 'users',
  rest: true,
  all: { viewer: 'signed', errors: 'known' },
});

/** The names of the headers of clients that some subgraph gets. */
export const forwardedHeaders = ({ all, subgraphs }: GatewayConfig): readonly string[] => [
  ...new Set([all, ...Object.values(subgraphs)].flatMap(({ headers }) => headers?.forward ?? [])),
];

/** Whether some subgraph posts its subscriptions to the gateway. */
export const usesCallbacks = ({ all, subgraphs }: GatewayConfig): boolean =>
  [all, ...Object.values(subgraphs)].some(({ subscriptions }) => subscriptions?.protocol === 'callback');

/** The JSON schema of the file. */
export const gatewayConfigSchema = (): object => z.toJSONSchema(gatewayConfig, { io: 'input', unrepresentable: 'any' });

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | false;
  anyOf?: SchemaNode[];
}

/** The keys that the file may have at a place. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let nodes: SchemaNode[] = [gatewayConfigSchema()];
  for (const step of path)
    nodes = nodes.flatMap((node) => {
      const next = node.properties?.[String(step)] ?? (node.additionalProperties || []);
      return [next].flat().flatMap((each) => each.anyOf ?? each);
    });
  return nodes.flatMap(({ properties = {} }) => Object.keys(properties));
}

type Issue = z.core.$ZodIssue;

/** What is wrong, with the key that is meant in place of one that is not known. */
function problemsIn(issue: Issue): string[] {
  if (issue.code !== 'unrecognized_keys') return [issue.message];
  return issue.keys.map((key) => `"${key}" is not known here${suggestion(key, keysAt(issue.path))}`);
}

const placeOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'the file' : path.map(String).join('.'));

/** Reads a configuration. Throws `BadEnvironment` with everything that is wrong with it. */
export function parseGatewayConfig(text: string, file: string): GatewayConfig {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new BadEnvironment(`${file} is not JSON: ${(error as Error).message}`);
  }
  const { data, error } = gatewayConfig.safeParse(given);
  if (data) return data;
  throw new BadEnvironment(
    ...error.issues.flatMap((issue) =>
      problemsIn(issue).map((problem) => `${file}, ${placeOf(issue.path)}: ${problem}`),
    ),
  );
}

export async function readGatewayConfig(file: string): Promise<GatewayConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadEnvironment(`${file} cannot be read (${error.code})`);
  });
  return parseGatewayConfig(text, file);
}
