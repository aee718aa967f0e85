import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { type Bank, openBank } from './bank.ts';

const count = 150;

describe('many webhooks at a slow provider', () => {
  let proxy: Server;
  let bank: Bank;
  let target = '';
  /** Reads of this intent are never answered. */
  let lost = 'none';
  let isSlow = false;
  beforeAll(async () => {
    proxy = createServer((incoming, outgoing) => {
      const isRead = incoming.method === 'GET';
      if (isRead && incoming.url?.includes(lost) === true) return;
      const forward = () => {
        const { url, method, headers } = incoming;
        const sent = request(`${target}${url}`, { method, headers }, (response) => {
          outgoing.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(outgoing);
        });
        sent.on('error', () => outgoing.destroy());
        incoming.pipe(sent);
      };
      if (isSlow && isRead) setTimeout(forward, 100);
      else forward();
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    bank = await openBank({ STRIPE_API_BASE: `http://127.0.0.1:${port}` });
    target = bank.stripeUrl;
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await bank.close();
  });

  it('are worked off while one payment cannot be read', async () => {
    const orderIds = Array.from({ length: count }, (_, index) => `ord_turn${index}`);
    await bank.stripe('PATCH', 'webhooks', { paused: true });
    // A checkout of its own for each: the orders of one checkout wait for its first payment.
    await Promise.all(
      orderIds.map((id) =>
        bank.authorize({ [id]: '10.00' }, { token: 'pm_card_authenticationRequired', checkoutId: `chk_${id}` }),
      ),
    );
    const intents = await Promise.all(orderIds.map((id) => bank.intent(id)));
    for (const { id } of intents) await bank.stripe('POST', `payment_intents/${id}/approve`);
    lost = intents[0].id;
    isSlow = true;
    const startedAt = performance.now();
    await bank.stripe('PATCH', 'webhooks', { paused: false });
    await until('all others are authorised', async () => {
      const { rows } = await bank.pool.query("SELECT FROM payment WHERE status = 'AUTHORIZED'");
      return rows.length >= count - 1;
    });
    // One by one it takes 15 seconds, and the lost read as long as its tries.
    expect(performance.now() - startedAt).toBeLessThan(14_000);
  });
});
