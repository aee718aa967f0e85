import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Headers that a proxy adds. A request with one of them does not come from its client directly. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const isLoopback = (address: string): boolean => loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The IP address in `text`, without the port that some proxies add; null for anything else. */
function readAddress(text: string): string | null {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  const address = (bracketed ?? plain ?? text).replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? null : address.toLowerCase();
}

/**
 * The client's address. What a proxy or a client wrote into a header counts only if the proxy is trusted, if it is an IP
 * address, and if it is not an address of this machine: clients on this machine have rights of their own, such as reading
 * the outbox. Otherwise only the proxy's address is known, and marked as such.
 */
export function clientAddressOf(request: FastifyRequest, trustsProxies: boolean): string {
  const nearest = readAddress(request.socket.remoteAddress ?? '') ?? 'unknown';
  if (!proxyHeaders.some((name) => request.headers[name] !== undefined)) return nearest;
  const forwarded = trustsProxies ? readAddress(request.ip) : null;
  return forwarded === null || isLoopback(forwarded) ? `behind ${nearest}` : forwarded;
}
