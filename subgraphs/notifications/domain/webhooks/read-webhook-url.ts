import { badUserInput } from '@soko/errors';
import { isAddress, isPublicAddress } from './public-address.ts';
import { webhookUrlNotAllowed, type WebhookUrlNotAllowed } from './refusals.ts';
import type { UrlRules } from './url-rules.ts';

const maxLength = 2_000;

const malformed = (field: string) =>
  badUserInput(
    '`url` must be an address such as https://shop.example/webhooks, without a user name or fragment, of at most 2,000 characters.',
    field,
  );

/** The host of a URL, without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

export const isTrusted = (url: URL, { trustedOrigins }: UrlRules): boolean => trustedOrigins.includes(url.origin);

/** True for `https`, an allowed port, and a host that is a name or a public address. Names are looked up when they are used. */
export function isAllowedUrl(url: URL, rules: UrlRules): boolean {
  if (isTrusted(url, rules)) return true;
  const host = hostOf(url);
  const hasPort = url.port === '' || rules.ports.includes(Number(url.port));
  return url.protocol === 'https:' && hasPort && (!isAddress(host) || isPublicAddress(host));
}

/** Reads the address of a receiver. Throws BAD_USER_INPUT at `field` for text that is none. */
export function readWebhookUrl(text: string, rules: UrlRules, field = 'input.url'): URL | WebhookUrlNotAllowed {
  const written = text.trim();
  const url = written.length <= maxLength && URL.canParse(written) ? new URL(written) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol)) throw malformed(field);
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.href.length > maxLength)
    throw malformed(field);
  return isAllowedUrl(url, rules) ? url : webhookUrlNotAllowed(rules);
}
