/**
 * Whether a page of `origin` may open a socket here. Browsers let pages of any origin do so and ask nobody, so it is for
 * the server to look. What is not a browser sends no origin, and may.
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
