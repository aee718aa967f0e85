/**
 * True when a page of `origin` may open a socket. CORS does not apply to WebSockets, so the server checks the origin.
 * Clients other than browsers send no origin and are allowed.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string,
  allowed: readonly (string | RegExp)[],
): boolean {
  if (origin === undefined || isSameOrigin(origin, host)) return true;
  return allowed.some((entry) => (typeof entry === 'string' ? entry === '*' || entry === origin : entry.test(origin)));
}

function isSameOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
