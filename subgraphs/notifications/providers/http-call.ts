import { errors, Pool } from 'undici';
import type { Outcome } from '../domain/outcome.ts';

/** An answer, with its body as JSON. Null for a body that is none. */
export interface HttpAnswer {
  status: number;
  json: unknown;
  retryAfter: string | null;
}

export interface HttpCall {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  form?: Record<string, string>;
}

/** A call without an answer: the outcome that follows from it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly outcome: Outcome;

  constructor(outcome: Outcome, cause: unknown) {
    super('The provider did not answer.', { cause });
    this.outcome = outcome;
  }
}

/** Errors of a connection that was never made: nothing was sent. */
const isNotSent = (error: unknown): boolean =>
  error instanceof errors.ConnectTimeoutError ||
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(
    String((error as { code?: unknown }).code),
  );

const outcomeOfFault = (error: unknown): Outcome => {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return isNotSent(error) ? { result: 'later', reason, pauseMs: null } : { result: 'unknown', reason };
};

/** Calls one service over HTTP. Throws `NoAnswer`. */
export function createHttpClient(baseUrl: string, { atOnce, timeoutMs }: { atOnce: number; timeoutMs: number }) {
  const { origin, pathname } = new URL(baseUrl);
  const basePath = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: atOnce,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  return {
    async call({ method, path, headers, form }: HttpCall): Promise<HttpAnswer> {
      const body = form === undefined ? null : new URLSearchParams(form).toString();
      const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      try {
        const answer = await pool.request({ method, path: basePath + path, headers: { ...headers, ...type }, body });
        const json: unknown = await answer.body.json().catch(() => null);
        const retryAfter = answer.headers['retry-after'];
        return { status: answer.statusCode, json, retryAfter: typeof retryAfter === 'string' ? retryAfter : null };
      } catch (error) {
        throw new NoAnswer(outcomeOfFault(error), error);
      }
    },
    close: () => pool.close(),
  };
}

/** Longest pause that a provider may ask for. */
const maxPauseMs = 3_600_000;

/** A `Retry-After` in milliseconds: seconds, or a date. One minute when it is neither. */
export function pauseOf(retryAfter: string | null, now: number): number {
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(retryAfter ?? '') - now;
  return Number.isFinite(ms) ? Math.min(maxPauseMs, Math.max(0, ms)) : 60_000;
}
