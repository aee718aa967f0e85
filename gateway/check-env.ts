import { checkTogether, readEnv } from '@soko/env';
import type { z } from 'zod';
import { requireWholeIssuer } from './authentication/issuers.ts';
import { requireRegistered } from './documents/documents.ts';
import { gatewayEnv, gatewayServiceEnv, subgraphEnv } from './env.ts';

type Variables = Record<string, string | undefined>;

const { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL, TRUSTED_DOCUMENTS_ONLY, TRUSTED_DOCUMENTS_PATH } = gatewayEnv;

/** Checks the gateway's variables. Throws one `BadEnvironment` with all problems. */
export const checkGatewayEnv = (source: Variables, shape: z.ZodRawShape = gatewayEnv): Promise<void> =>
  checkTogether([
    () => readEnv(shape, source),
    () => requireWholeIssuer(readEnv({ OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL }, source)),
    () => requireRegistered(readEnv({ TRUSTED_DOCUMENTS_ONLY, TRUSTED_DOCUMENTS_PATH }, source)),
  ]);

/** Checks the variables of a gateway that runs as its own process, with the addresses of `subgraphs`. */
export const checkGatewayServiceEnv = (source: Variables, subgraphs: readonly string[]): Promise<void> =>
  checkTogether([
    () => checkGatewayEnv(source, gatewayServiceEnv),
    ...subgraphs.map((name) => () => readEnv(subgraphEnv(name), source)),
  ]);
