import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awakeMs } from '@soko/testing';
import { type Bank, openBank } from './bank.ts';

describe('a provider that does not respond', () => {
  let provider: Server;
  let bank: Bank;
  beforeAll(async () => {
    provider = createServer(() => {}).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const { port } = provider.address() as AddressInfo;
    bank = await openBank({ STRIPE_API_BASE: `http://127.0.0.1:${port}`, PAYMENT_RESPONSE_TIMEOUT_MS: '300' });
  });
  afterAll(async () => {
    provider.closeAllConnections();
    provider.close();
    await bank.close();
  });

  it('fails the operation before its caller gives up, and the call is repeated later', async () => {
    let failed: unknown;
    const tookMs = await awakeMs(async () => {
      failed = await bank.authorize({ ord_slow: '10.00' }).catch((error: Error) => error);
    });
    expect(String(failed)).toContain('The payment provider is not responding.');
    // The provider itself has 6 seconds, and the caller 10.
    expect(tookMs).toBeLessThan(5_000);
    expect(await bank.row('ord_slow')).toMatchObject({ status: 'CREATED' });
    const { rows } = await bank.pool.query("SELECT FROM provider_call WHERE status = 'PENDING'");
    expect(rows).toHaveLength(1);
  });
});
