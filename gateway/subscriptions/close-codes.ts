/**
 * The close codes of the gateway. Clients of graphql-ws reconnect by themselves after SERVICE_RESTART, TRY_AGAIN_LATER and
 * FORBIDDEN; the others are mistakes of the client:
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export const closeCodes = {
  /** This gateway stops: reconnect to another one. */
  SERVICE_RESTART: 1012,
  /** The subscriber reads too slowly, or its credentials cannot be verified at the moment. */
  TRY_AGAIN_LATER: 1013,
  /** The client sent something that is not a message, or a message that only a server may send. */
  BAD_REQUEST: 4400,
  /** The credentials are invalid and stay so, or an operation came before the acknowledgement. */
  UNAUTHORIZED: 4401,
  /** The credentials have expired or were ended: reconnect with new ones. */
  FORBIDDEN: 4403,
  /** The client does not speak graphql-transport-ws. */
  BAD_PROTOCOL: 4406,
  /** The client did not send `connection_init` in time. */
  INIT_TIMEOUT: 4408,
  /** The client started an operation with the id of one that is running. */
  ID_IN_USE: 4409,
  /** The client sent `connection_init` twice. */
  TOO_MANY_INITS: 4429,
} as const;
