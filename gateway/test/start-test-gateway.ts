import { readEnv } from '@soko/env';
import { createLogger } from '@soko/log';
import type { SubgraphTransport } from '@soko/subgraph';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Registry } from 'prom-client';
import { type GatewayOptions, gatewayEnv, localKeys, startGateway, type TextSource } from '../index.ts';
import { createSubgraphs, fixtureSupergraph } from './fixture-graph.ts';

export interface Answer {
  status: number;
  headers: Headers;
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

/** A supergraph that a test can change. */
export function changeableSupergraph(first: string): TextSource & { change(next: string): void } {
  let notify: (supergraphSdl: string) => void = () => {};
  return {
    read: async () => first,
    watch(changed) {
      notify = changed;
      return () => {
        notify = () => {};
      };
    },
    change: (next) => notify(next),
  };
}

/** Signs access tokens as the users subgraph does. */
export async function createTokens() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  const sign = (claims: JWTPayload = {}, header: { alg?: string; kid?: string } = {}): Promise<string> =>
    new SignJWT({ sub: 'usr_1', sid: 'ses_1', roles: ['CUSTOMER'], ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header })
      .setIssuer(claims.iss ?? 'soko')
      .setAudience(claims.aud ?? 'soko')
      .setExpirationTime(claims.exp ?? '15m')
      .sign(privateKey);
  return { jwk, publicKey, privateKey, sign, keys: localKeys(() => ({ keys: [jwk] })) };
}

/** A whole gateway over the fixture's subgraphs, on a port of its own, with what it logs. */
export async function startTestGateway(
  options: Partial<Omit<GatewayOptions, 'env'>> & {
    env?: Record<string, string>;
    subgraphs?: Record<string, SubgraphTransport>;
  } = {},
) {
  const tokens = await createTokens();
  const registry = new Registry();
  const lines: string[] = [];
  const subgraphs = options.subgraphs ?? createSubgraphs();
  const transportFor = ({ name }: { name: string }): SubgraphTransport => subgraphs[name]!;
  const gateway = await startGateway({
    log: createLogger({ name: 'gateway', level: 'debug', destination: { write: (line) => void lines.push(line) } }),
    supergraph: changeableSupergraph(fixtureSupergraph()),
    transportFor,
    keys: tokens.keys,
    users: (request) => subgraphs['people']!(request),
    playgroundFolder: 'dist/playground',
    registry,
    cursorKeys: 'of-all-gateways-of-the-test-0123456789',
    ...options,
    env: readEnv(gatewayEnv, { PORT: '0', NODE_ENV: 'test', ...options.env }),
  });

  const post = async (body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
  };

  return {
    ...gateway,
    tokens,
    registry,
    post,
    /** Asks `query`, with `token` if one is given. */
    ask: (
      query: string,
      { token, ...rest }: { token?: string; variables?: Record<string, unknown>; operationName?: string } = {},
    ) => post({ query, ...rest }, token ? { authorization: `Bearer ${token}` } : {}),
    log: (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>;

/** The codes of an answer's errors. */
export const codesOf = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions }) => extensions['code']);

/** What a field of the root answered; fails the test when there is no data. */
export function answered<Value>({ data, errors }: Answer, field: string): Value {
  if (!data) throw new Error(`No data: ${JSON.stringify(errors)}`);
  return data[field] as Value;
}
