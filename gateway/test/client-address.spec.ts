import { describe, expect, it } from '@jest/globals';
import { readEnv } from '@soko/env';
import { gatewayEnv } from '../index.ts';
import { answered, startTestGateway } from './start-test-gateway.ts';

describe('the address of a client', () => {
  const addressesIn = async (env: Record<string, string>, requests: Record<string, string>[]): Promise<string[]> => {
    const gateway = await startTestGateway({ env });
    const addresses: string[] = [];
    for (const headers of requests) {
      const answer = await gateway.post({ query: '{ whoAsks { clientAddress } }' }, headers);
      addresses.push(answered<{ clientAddress: string }>(answer, 'whoAsks').clientAddress);
    }
    await gateway.close();
    return addresses;
  };
  const forwardedFor = (...values: string[]) => values.map((value) => ({ 'x-forwarded-for': value }));

  it('is not what a header says, and no proxy makes its clients local', async () => {
    const requests = [
      ...forwardedFor('203.0.113.9', '127.0.0.1'),
      { forwarded: 'for=203.0.113.9' },
      { 'x-real-ip': '203.0.113.9' },
      { via: '1.1 proxy' },
    ];
    expect(await addressesIn({}, requests)).toEqual(requests.map(() => 'behind 127.0.0.1'));
    expect(await addressesIn({}, [{}])).toEqual(['127.0.0.1']);
  });

  it('is what a trusted proxy says', async () => {
    const requests = forwardedFor(
      '198.51.100.1, 203.0.113.9',
      '203.0.113.9:4711',
      '2001:DB8::1',
      '[2001:db8::1]:4711',
      '::ffff:203.0.113.9',
    );
    const addresses = ['203.0.113.9', '203.0.113.9', '2001:db8::1', '2001:db8::1', '203.0.113.9'];
    expect(await addressesIn({ TRUST_PROXY: '1' }, requests)).toEqual(addresses);
    expect(await addressesIn({ TRUST_PROXY: '127.0.0.1, ::1' }, requests)).toEqual(addresses);
  });

  // The outbox shows one-time codes to clients with a loopback address.
  it('is never this machine, nor a service, when a header says so', async () => {
    const requests = forwardedFor(
      '127.0.0.1',
      '127.0.0.1, 127.8.0.9',
      '::1',
      '[::1]:80',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      'service',
      'service:orders',
      'subscription',
      'localhost',
      'unknown',
      '2130706433',
      '0x7f.1',
      '',
    );
    for (const TRUST_PROXY of ['1', '2', 'loopback']) {
      expect(await addressesIn({ TRUST_PROXY }, requests)).toEqual(requests.map(() => 'behind 127.0.0.1'));
    }
  });
});

describe('TRUST_PROXY', () => {
  const read = (value: string) => readEnv(gatewayEnv, { TRUST_PROXY: value });

  it.each(['true', 'TRUE', 'yes', 'maybe', '11', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.1, x', ','])(
    'may not be %j',
    (value) => {
      expect(() => read(value)).toThrow(
        /TRUST_PROXY: ".*" is neither the number of proxies .* nor a list of their addresses/,
      );
    },
  );

  it.each(['1', '10', '10.0.0.0/8,192.0.2.1', '2001:db8::/32', 'loopback, uniquelocal'])('may be %j', (value) => {
    expect(read(value).TRUST_PROXY).not.toBe(false);
  });

  it.each(['', '0', 'false'])('trusts none by %j', (value) => {
    expect(read(value).TRUST_PROXY).toBe(false);
  });
});
