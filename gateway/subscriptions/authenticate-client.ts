import type { ErrorCode } from '@soko/errors';
import type { Authenticate } from '../authentication/authenticate.ts';
import { closeCodes } from './close-codes.ts';
import { expiryOf, hasExpired } from './expiry-of.ts';
import type { SocketClient } from './socket-client.ts';

/** Longer than that a timer cannot wait. */
const longestMs = 2 ** 31 - 1;

/** `{ "authorization": "Bearer …" }`, the payload of `connection_init`. */
function authorizationIn(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const given = params?.['authorization'] ?? params?.['Authorization'];
  if (given === undefined || given === null) return undefined;
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function close(client: SocketClient, error: unknown, authorization: string | undefined): void {
  const code = (error as { extensions?: { code?: ErrorCode } }).extensions?.code;
  if (code !== 'UNAUTHENTICATED') return client.close(closeCodes.TRY_AGAIN_LATER, 'Credentials cannot be verified now');
  return authorization !== undefined && hasExpired(authorization, Date.now())
    ? client.close(closeCodes.FORBIDDEN, 'The access token has expired')
    : client.close(closeCodes.UNAUTHORIZED, 'The credentials are not valid');
}

/**
 * Finds out who opened a socket, from what `connection_init` says or else from the request's header, and closes it when
 * that expires. False when it was closed at once.
 */
export async function authenticateClient(
  client: SocketClient,
  params: Readonly<Record<string, unknown>> | undefined,
  authenticate: Authenticate,
): Promise<boolean> {
  const authorization = authorizationIn(params) ?? client.authorization;
  try {
    const viewer = await authenticate(authorization, client.identity.correlationId);
    client.identity = { ...client.identity, viewer };
  } catch (error) {
    close(client, error, authorization);
    return false;
  }
  // It may have gone while it was being looked at.
  if (client.socket.readyState !== client.socket.OPEN) return false;
  if (authorization !== undefined) {
    const remainingMs = expiryOf(authorization, Date.now()) - Date.now();
    const expire = (): void => client.close(closeCodes.FORBIDDEN, 'The access token has expired');
    client.expiry = setTimeout(expire, Math.min(Math.max(remainingMs, 0), longestMs));
  }
  return true;
}
