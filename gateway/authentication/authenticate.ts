import { anonymous, type ClientViewer } from '@soko/auth';
import { serviceUnavailable, unauthenticated } from '@soko/errors';
import type { Logger } from '@soko/log';
import { endedKeyMessage, type EndedList } from './ended-access.ts';
import type { ApiKeys } from './resolve-api-key.ts';
import type { VerifyAccessToken } from './verify-access-token.ts';

/** Finds the viewer of a request by its `Authorization` header. A bad token is an error, never an anonymous viewer. */
export type Authenticate = (authorization: string | undefined, correlationId: string) => Promise<ClientViewer>;

const bearer = /^Bearer +([\w.~+/=-]+)$/i;
const apiKey = /^soko_[A-Za-z0-9]+_[\w-]+$/;

export function createAuthenticate(options: {
  verifyAccessToken: VerifyAccessToken;
  apiKeys: ApiKeys;
  ended: EndedList;
  log: Logger;
}): Authenticate {
  const { verifyAccessToken, apiKeys, ended, log } = options;

  const byApiKey = async (key: string, correlationId: string): Promise<ClientViewer> => {
    const viewer = await apiKeys.resolve(key, correlationId).catch((error: unknown) => {
      log.error({ err: error, correlationId }, 'could not look up an API key');
      throw serviceUnavailable('API keys cannot be verified at the moment. Try again shortly.');
    });
    if (viewer === null || ended.hasEndedKey(viewer)) {
      throw unauthenticated(endedKeyMessage);
    }
    return viewer;
  };

  const byAccessToken = async (token: string): Promise<ClientViewer> => {
    const verified = await verifyAccessToken(token);
    ended.check(verified);
    return verified.viewer;
  };

  return async (authorization, correlationId) => {
    // Some clients send the header without a value when nobody is signed in.
    if (authorization === undefined || authorization.trim() === '') return anonymous;
    const token = bearer.exec(authorization)?.[1];
    if (token === undefined) throw unauthenticated('The Authorization header must read "Bearer <accessToken>".');
    return apiKey.test(token) ? byApiKey(token, correlationId) : byAccessToken(token);
  };
}
