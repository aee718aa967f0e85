import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';

/** In development, front ends run on any port of the same machine. */
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Origins whose pages may call the gateway; `*` is every origin. */
export function allowedOrigins(env: Pick<GatewayEnv, 'CORS_ORIGINS' | 'NODE_ENV'>): (string | RegExp)[] {
  const unset = env.NODE_ENV === 'production' ? [] : [localOrigin];
  return env.CORS_ORIGINS ?? unset;
}

/**
 * Allows pages of other origins to call the gateway: those in `CORS_ORIGINS` (`*` for all). Without the variable, none in
 * production, otherwise those on the same machine. The gateway uses no cookies, so credentials are not allowed.
 */
export async function registerCors(app: FastifyInstance, env: GatewayEnv): Promise<void> {
  const origins = allowedOrigins(env);
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : origins,
    methods: ['GET', 'POST', 'PUT', 'OPTIONS'],
    exposedHeaders: ['x-request-id', 'x-correlation-id', 'server-timing'],
    maxAge: 600,
  });
}
