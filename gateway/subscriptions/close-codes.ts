/**
 * The close codes of the gateway. Clients of graphql-ws reconnect by themselves after all of them except UNAUTHORIZED:
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export const closeCodes = {
  /** This gateway stops: reconnect to another one. */
  SERVICE_RESTART: 1012,
  /** The subscriber reads too slowly, or its credentials cannot be verified at the moment. */
  TRY_AGAIN_LATER: 1013,
  /** The credentials are invalid and stay so. */
  UNAUTHORIZED: 4401,
  /** The credentials have expired: reconnect with new ones. */
  FORBIDDEN: 4403,
} as const;
