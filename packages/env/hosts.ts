import { isIP } from 'node:net';

/** The host name in a `Host` header or a configured host, without its port; null when it is not well-formed. */
function nameOf(host: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}

/** Number of served hosts, with their ports, that are remembered. */
const maxKept = 100;

/** `localhost` and its subdomains, which browsers never look up. */
const isLocalName = (name: string): boolean => /^(.+\.)?localhost$/.test(name);

/** An address was not looked up, so no foreign name leads to it: `127.0.0.1`, `[::1]`, `192.168.1.4`. */
const isAddress = (name: string): boolean => isIP(name.replace(/^\[|\]$/g, '')) !== 0;

/**
 * Whether a request's `Host` may be served. A page of a foreign host name that resolves to this machine is, for its
 * browser, a page of this server, so names are served only when they are known: `localhost`, those in `allowed`, and
 * addresses.
 */
export function createHostCheck(allowed: readonly string[] = []): (host: string | undefined) => boolean {
  const names = new Set(allowed.map(nameOf));
  const isServed = (host: string): boolean => {
    const name = nameOf(host);
    return name !== null && (isLocalName(name) || isAddress(name) || names.has(name));
  };
  // Nearly all requests name the same few hosts. Others are not kept, so that clients cannot fill the memory.
  const served = new Set<string>();
  return (host = '') => {
    if (served.has(host)) return true;
    if (!isServed(host)) return false;
    if (served.size < maxKept) served.add(host);
    return true;
  };
}
