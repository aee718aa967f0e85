import { describe, expect, it } from '@jest/globals';
import { deviceKeyOf, deviceNameOf } from './device.ts';

const chrome = (version: string) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`;
const keyOf = (userAgent: string, network: string) => deviceKeyOf({ userAgent, network });

describe('a device', () => {
  const known = keyOf(chrome('120.0.0.0'), '192.0.2.7');

  it('is recognised after an update of its browser, and at another address of its network', () => {
    expect(keyOf(chrome('131.0.6778.85'), '192.0.2.200')).toBe(known);
    expect(keyOf('x', '2001:db8:1:2')).toBe(keyOf('x', '2001:db8:1:99'));
  });

  it.each([
    ['another browser', chrome('120.0.0.0').replace('Chrome', 'Edg'), '192.0.2.7'],
    ['another network', chrome('120.0.0.0'), '192.0.3.7'],
    ['no browser', '', '192.0.2.7'],
    ['an unknown address', chrome('120.0.0.0'), 'unknown'],
  ])('is another with %s', (_, userAgent, clientAddress) => {
    expect(keyOf(userAgent, clientAddress)).not.toBe(known);
  });

  it.each([
    ['Chrome on Windows', chrome('120.0.0.0')],
    ['Edge on Windows', `${chrome('120.0.0.0')} Edg/120.0.0.0`],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'],
    [
      'Safari on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    ],
    [
      'Chrome on Android',
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
    ],
  ])('is called %s', (name, userAgent) => {
    expect(deviceNameOf(userAgent)).toBe(name);
  });

  it.each(['', 'node', 'curl/8.5.0', 'Your account is locked: call +1 555 0100', 'Chrome/1 on evil.example'])(
    'has no name of its own choice: "%s"',
    (userAgent) => {
      expect(deviceNameOf(userAgent)).toBeNull();
    },
  );
});
