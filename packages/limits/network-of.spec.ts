import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network-of.ts';

describe('the network of a client address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['behind 10.0.0.1', '10.0.0.1'],
    ['behind 2001:db8:1:2::9', '2001:db8:1:2'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['unknown', 'unknown'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:1:2::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
