import type { ErrorCode } from '@soko/errors';
import type { Authenticate } from '../authentication/authenticate.ts';
import { isAboutEndedAccess } from '../authentication/ended-access.ts';
import { closeCodes } from './close-codes.ts';
import { expiryOf, hasExpired } from './expiry-of.ts';
import type { SocketClient } from './socket-client.ts';

/** The longest delay of a timer. */
const maxTimerMs = 2 ** 31 - 1;

/** The value in the payload of `connection_init`: `{ "authorization": "Bearer …" }`. */
function authorizationIn(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const given = params?.['authorization'] ?? params?.['Authorization'];
  if (given === undefined || given === null) return undefined;
  return typeof given === 'string' ? given : JSON.stringify(given);
}

/** The reason in the close frame of a socket whose session, rights or API key ended. */
export const endedReason = 'The session has ended or its rights have changed';

function closeClient(client: SocketClient, error: unknown, authorization: string | undefined): void {
  const code = (error as { extensions?: { code?: ErrorCode } }).extensions?.code;
  if (code !== 'UNAUTHENTICATED')
    return client.close(closeCodes.TRY_AGAIN_LATER, 'Credentials cannot be verified at the moment');
  if (isAboutEndedAccess(error)) return client.close(closeCodes.FORBIDDEN, endedReason);
  return authorization !== undefined && hasExpired(authorization, Date.now())
    ? client.close(closeCodes.FORBIDDEN, 'The access token has expired')
    : client.close(closeCodes.UNAUTHORIZED, 'The credentials are invalid');
}

/**
 * Authenticates a socket with the payload of `connection_init`, or else with the header of the upgrade request, and closes
 * it when the credentials expire. False when the socket was closed at once.
 */
export async function authenticateClient(
  client: SocketClient,
  params: Readonly<Record<string, unknown>> | undefined,
  { authenticate, forwards = [] }: { authenticate: Authenticate; forwards?: readonly string[] },
): Promise<boolean> {
  const authorization = authorizationIn(params) ?? client.authorization;
  try {
    const viewer = await authenticate(authorization, client.identity.correlationId);
    client.identity = { ...client.identity, viewer };
    if (authorization !== undefined && forwards.includes('authorization'))
      client.identity.forwarded = { ...client.identity.forwarded, authorization };
  } catch (error) {
    closeClient(client, error, authorization);
    return false;
  }
  // The client may have closed the socket in the meantime.
  if (client.socket.readyState !== client.socket.OPEN) return false;
  if (authorization !== undefined) {
    const remainingMs = expiryOf(authorization, Date.now()) - Date.now();
    const expire = (): void => client.close(closeCodes.FORBIDDEN, 'The access token has expired');
    client.expiry = setTimeout(expire, Math.min(Math.max(remainingMs, 0), maxTimerMs));
  }
  return true;
}
