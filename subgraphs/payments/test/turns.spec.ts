import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { type Bank, openBank } from './bank.ts';

const count = 150;

/** Reads that are answered together: none is answered before so many wait. */
const together = 4;

describe('many webhooks at a slow provider', () => {
  let proxy: Server;
  let bank: Bank;
  let target = '';
  /** Reads of this intent are never answered. */
  let lost = 'none';
  let isSlow = false;
  /** Reads that wait, by the payment intent that they read. */
  const waiting = new Map<string, Set<() => void>>();
  /** The payment intents that were read, and those whose read was given up because no others came. */
  const read = new Set<string>();
  const givenUp: string[] = [];

  function answerTogether(intent: string, answer: () => void): void {
    waiting.set(intent, (waiting.get(intent) ?? new Set()).add(answer));
    if (waiting.size < Math.min(together, count - 1 - read.size)) return;
    for (const [each, answers] of waiting) {
      read.add(each);
      for (const one of answers) one();
    }
    waiting.clear();
  }

  function giveUp(intent: string, answer: () => void): void {
    const answers = waiting.get(intent);
    if (answers?.delete(answer) !== true) return;
    givenUp.push(intent);
    if (answers.size === 0) waiting.delete(intent);
  }

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
      const [, intent] = /\/payment_intents\/(\w+)/.exec(incoming.url ?? '') ?? [];
      if (!isSlow || !isRead || intent === undefined || read.has(intent)) {
        forward();
        return;
      }
      outgoing.once('close', () => giveUp(intent, forward));
      answerTogether(intent, forward);
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
    await bank.stripe('PATCH', 'webhooks', { paused: false });
    await until('all others are authorised', async () => {
      const { rows } = await bank.pool.query("SELECT FROM payment WHERE status = 'AUTHORIZED'");
      return rows.length >= count - 1;
    });
    // One by one, each would have waited for others until it was given up.
    expect(givenUp).toEqual([]);
    expect(read.size).toBe(count - 1);
  });
});
