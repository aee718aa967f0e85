import { createHostCheck } from '@soko/env/hosts';
import { forbidden } from '@soko/errors';
import type { FastifyRequest } from 'fastify';
import { allowedOrigins } from './cors.ts';
import type { GatewayEnv } from './env.ts';
import { isAllowedOrigin } from './is-allowed-origin.ts';

/**
 * Refuses requests for host names that are not this gateway's, and requests of pages of other origins. A page of a foreign
 * host name that resolves to this machine would otherwise count as a page of the gateway.
 */
export function requireKnownPage(env: GatewayEnv): (request: FastifyRequest) => void {
  const publicUrl = new URL(env.SOKO_PUBLIC_URL);
  const isServed = createHostCheck([publicUrl.host, ...env.ALLOWED_HOSTS]);
  const origins = [publicUrl.origin, ...allowedOrigins(env)];
  return ({ headers, host }) => {
    // Behind a trusted proxy, `host` is the one that the client named; a page could write that header itself.
    if (!isServed(headers.host) || !isServed(host)) {
      throw forbidden('This host name is not served here. ALLOWED_HOSTS lists the host names of the gateway.');
    }
    if (!isAllowedOrigin(headers.origin, host, origins))
      throw forbidden('Pages of this origin may not call the gateway.');
  };
}
