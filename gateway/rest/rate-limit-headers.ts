import { limitOf, type Standing } from '@soko/limits';
import type { FastifyReply } from 'fastify';

/** The name of the policy, which both headers have. */
const policy = '"requests"';

const windowSeconds = limitOf('gateway.rest-by-caller').perMs / 1_000;

/**
 * Tells the caller the limit, and what is left of it.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function rateLimitHeaders(reply: FastifyReply, { points, left, msLeft }: Standing): void {
  reply.header('ratelimit-policy', `${policy};q=${points};w=${windowSeconds}`);
  reply.header('ratelimit', `${policy};r=${left};t=${Math.max(1, Math.ceil(msLeft / 1_000))}`);
}
