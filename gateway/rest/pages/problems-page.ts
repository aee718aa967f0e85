import { type ErrorCode, errorCodes, httpStatusOf } from '@soko/errors';
import type { GraphQLSchema } from 'graphql';
import type { CompiledRoutes } from '../compiled-routes.ts';
import { refusalsOf } from '../openapi/refusals-of.ts';
import {
  executedCode,
  executedStatus,
  executedTitle,
  problemTitles,
  refusalStatus,
  titleOfRefusal,
} from '../problem.ts';
import { escapeHtml, pageOf, prose } from './page.ts';

const advice: Record<ErrorCode, string> = {
  UNAUTHENTICATED: 'Send `Authorization: Bearer` with an API key that works, or an access token that has not expired.',
  FORBIDDEN: 'Use a key with the scope that `detail` names, or another account.',
  BAD_USER_INPUT:
    'Correct the value at `field`. The status is 400, or 405 for a method, 406 for `Accept`, 413 for a large body and 415 for its type.',
  NOT_FOUND: 'Check the address and its ids.',
  CONFLICT: 'Read the thing again, then repeat.',
  IDEMPOTENCY_MISMATCH: 'Use a new `Idempotency-Key` for a new command.',
  RATE_LIMITED: 'Wait for the seconds in `Retry-After`. `RateLimit` says what is left.',
  QUERY_TOO_COMPLEX: 'Ask for fewer items with `limit`.',
  SERVICE_UNAVAILABLE: 'Repeat with a growing pause.',
  INTERNAL_SERVER_ERROR: 'Report the `requestId`.',
};

const entry = (code: string, status: number, title: string, text: string): string =>
  `<h3 id="${code}">${code}</h3><p><b>${status}</b> ${escapeHtml(title)}. ${prose(text)}</p>`;

/** The page at the addresses of problem types: every code, with an anchor of its own. */
export function problemsPage(routes: CompiledRoutes, schema: GraphQLSchema): string {
  const refusals = new Map(
    [...routes.values()].flatMap((route) => refusalsOf(route, schema)).map((each) => [each.code, each]),
  );
  const sorted = [...refusals.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return pageOf(
    'Soko: problems',
    `<p>What is wrong with a request, by the <code>code</code> of the problem. <a href="docs">All routes</a>.</p>
<h2>Errors</h2>
${entry(executedCode, executedStatus, executedTitle, 'Do not repeat the command with another key. Read the thing later: `id` names it where it is known, and `missing` what could not be read.')}
${errorCodes.map((code) => entry(code, httpStatusOf(code), problemTitles[code], advice[code])).join('\n')}
<h2>Refusals</h2>
<p>The request is right, but the present state does not allow it.</p>
${sorted.map(({ code, description }) => entry(code, refusalStatus, titleOfRefusal(code), description)).join('\n')}`,
  );
}
