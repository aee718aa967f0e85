import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';

/** Front ends under development run on any port of the same machine. */
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Origins whose pages may call; `*` is everybody. */
export function allowedOrigins(env: Pick<GatewayEnv, 'CORS_ORIGINS' | 'NODE_ENV'>): (string | RegExp)[] {
  const unset = env.NODE_ENV === 'production' ? [] : [localOrigin];
  return env.CORS_ORIGINS ?? unset;
}

/**
 * Which pages of other origins may call the gateway: those in `CORS_ORIGINS` (`*` for all); without it none in
 * production, and elsewhere those on the same machine. Cookies are never involved, so credentials are not allowed.
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
