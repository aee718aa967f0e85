import ipaddr from 'ipaddr.js';

/** True for an IP address in its usual form. */
export const isAddress = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text));

/** Public addresses that answer on machines of a cloud only: Azure's wire server. */
const reachedFromInside = new Set(['168.63.129.16']);

/**
 * True for an IP address of the public internet. False for private, loopback, link-local, shared (CGNAT), mapped, translated,
 * tunnelled, multicast and reserved addresses, and for text that is no address.
 */
export const isPublicAddress = (address: string): boolean =>
  isAddress(address) && ipaddr.parse(address).range() === 'unicast' && !reachedFromInside.has(address);
