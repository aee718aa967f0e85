import { isIP } from 'node:net';
import { commaList } from '@soko/env';
import { z } from 'zod';

/** More proxies than any installation has: each further one lets clients write more of their own address. */
const maxHops = 10;

/** The ranges of addresses that Fastify knows by name. */
const ranges = ['loopback', 'linklocal', 'uniquelocal'];

/** True for an address, a network such as `10.0.0.0/8`, or a named range. A network of every address is none. */
function isProxy(entry: string): boolean {
  const [, address, prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const version = isIP(address ?? '');
  if (version === 0) return ranges.includes(entry);
  return prefix === undefined || (Number(prefix) > 0 && Number(prefix) <= (version === 4 ? 32 : 128));
}

/** The proxies in front of the gateway whose `X-Forwarded-For` is trusted: a number of hops, or addresses. */
export type TrustedProxies = false | string[] | ((address: string, hop: number) => boolean);

/** Reads the variable `TRUST_PROXY`. */
export const trustedProxies = z.string().transform((text, context): TrustedProxies => {
  if (/^(false|0)$/i.test(text)) return false;
  if (/^\d+$/.test(text) && Number(text) <= maxHops) return (_address, hop) => hop < Number(text);
  const entries = commaList.parse(text);
  if (entries.length > 0 && entries.every(isProxy)) return entries;
  context.addIssue(
    `is neither the number of proxies in front of the gateway, at most ${maxHops}, nor a list of their addresses and networks, ` +
      'such as "10.0.0.0/8, 192.0.2.1". With "true" or every network, each client could choose its own address',
  );
  return z.NEVER;
});
