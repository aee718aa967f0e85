/** What the gateway writes before the address of a proxy that it does not trust. Any client can appear to be one. */
const untrusted = /^behind /;

/** An IPv4 address as a socket for both versions has it. */
const mapped = /^::ffff:(?=\d+\.)/i;

/**
 * The network that is counted for a client address: the address itself, and the /64 of an IPv6 address, since one client
 * has all addresses of it.
 */
export function networkOf(clientAddress: string): string {
  const address = clientAddress.replace(untrusted, '').replace(mapped, '');
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return [...groups, ...Array.from({ length: missing }, () => '0'), ...rest]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
