/** What a request says about the device that sends it. */
export interface DeviceFacts {
  /** The header `User-Agent`. Empty when there was none. */
  userAgent: string;
  /** Network of the client, as limits count it. */
  network: string;
}

/** Versions change with every update of a program. */
const versions = /\d[\d._]*/g;

/** The neighbourhood of a network: providers give their customers another address of it from time to time. */
function neighbourhoodOf(network: string): string {
  const groups = network.split(':');
  if (groups.length > 1) return groups.slice(0, 3).join(':');
  const octets = network.split('.');
  return octets.length === 4 ? octets.slice(0, 3).join('.') : network;
}

/**
 * The text by which a device is recognised: its program and system without versions, and its network (/24 of IPv4, /48 of
 * IPv6). It is saved as a keyed digest.
 */
export const deviceKeyOf = ({ userAgent, network }: DeviceFacts): string =>
  `${userAgent.replaceAll(versions, '')}\n${neighbourhoodOf(network)}`;

/** In this order: most browsers name others as well. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * A name of the device for its owner, such as `Firefox on Linux`. Null when the program is not known: only names of these
 * lists get into a mail, since anybody can send any header.
 */
export function deviceNameOf(userAgent: string): string | null {
  const nameIn = (list: readonly (readonly [RegExp, string])[]) => list.find(([sign]) => sign.test(userAgent))?.[1];
  const browser = nameIn(browsers);
  const system = nameIn(systems);
  return browser === undefined || system === undefined ? null : `${browser} on ${system}`;
}
