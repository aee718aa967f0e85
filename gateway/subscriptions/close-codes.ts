/**
 * Why the gateway closes a socket. Clients of graphql-ws come back by themselves after all of these but UNAUTHORIZED:
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export const closeCodes = {
  /** This gateway goes; another one takes over. */
  SERVICE_RESTART: 1012,
  /** Not now: the subscriber reads too slowly, or nobody can tell who it is. */
  TRY_AGAIN_LATER: 1013,
  /** These credentials will never be good. */
  UNAUTHORIZED: 4401,
  /** The credentials were good, and have expired: come back with new ones. */
  FORBIDDEN: 4403,
} as const;
