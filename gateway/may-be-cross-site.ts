import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser may have sent a request for a page of another site, without asking whether it may. Browsers name the
 * site in `Sec-Fetch-Site`, but not over plain HTTP to another machine. Programs send no such header.
 */
export function mayBeCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined || (headers['user-agent'] ?? '').startsWith('Mozilla/');
}
