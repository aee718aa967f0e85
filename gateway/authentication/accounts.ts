import { anonymous, type ClientViewer } from '@soko/auth';
import type { Logger } from '@soko/log';
import type { SubgraphTransport } from '@soko/subgraph';
import type { GatewayEnv } from '../env.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { createEndedList, type EndedList } from './ended-access.ts';
import { createEndedAccessReader, followEndedAccess } from './follow-ended-access.ts';
import { externalIssuer, sokoIssuer } from './issuers.ts';
import type { KeySource } from './key-source.ts';
import { createApiKeys } from './resolve-api-key.ts';
import { createTokenVerifier } from './verify-access-token.ts';

/** How the gateway knows its viewers. */
export interface Accounts {
  authenticate: Authenticate;
  /** The access that ended. */
  ended: EndedList;
  /** Learns from now on which access ended. `concerns` is true for its viewers. */
  follow(onEnded: (concerns: (viewer: ClientViewer) => boolean) => void): {
    first: Promise<void>;
    close(): Promise<void>;
  };
}

/** Without the accounts of Soko, access ends only when its token expires. */
const nothingEnds: EndedList = { check() {}, checkAgain() {}, hasEndedKey: () => false, add: () => null };

/**
 * Viewers have tokens of Soko (`keys`), API keys (`users`) or tokens of an OIDC provider. A gateway without any of these
 * knows no viewer: `Authorization` is then for the subgraphs that get it, and says nothing here.
 */
export function createAccounts(options: {
  env: GatewayEnv;
  keys: KeySource | undefined;
  users: SubgraphTransport | undefined;
  log: Logger;
}): Accounts {
  const { env, keys, users, log } = options;
  const issuers = [keys ? sokoIssuer(keys, env.TOKEN_ISSUER) : null, externalIssuer(env)].filter(
    (issuer) => issuer !== null,
  );
  const ended = users ? createEndedList() : nothingEnds;
  const apiKeys = users ? createApiKeys(users) : { resolve: async () => null, forget() {} };
  const isKnown = users !== undefined || issuers.length > 0;
  return {
    ended,
    authenticate: isKnown
      ? createAuthenticate({ verifyAccessToken: createTokenVerifier({ issuers, log }), apiKeys, ended, log })
      : async () => anonymous,
    follow(onEnded) {
      if (!users) return { first: Promise.resolve(), close: async () => {} };
      return followEndedAccess({
        ask: createEndedAccessReader(users),
        list: ended,
        onEnded(concerns) {
          apiKeys.forget(concerns);
          onEnded(concerns);
        },
        log,
      });
    },
  };
}
