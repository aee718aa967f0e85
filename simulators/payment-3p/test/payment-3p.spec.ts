import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { startPayment3pSimulator } from '../index.ts';

interface Reply {
  status: number;
  body: { paymentToken?: string; ok?: boolean; message?: string };
}

let url: string;
let close: () => Promise<void>;

async function start(options: { dataFile?: string } = {}): Promise<void> {
  ({ url, close } = await startPayment3pSimulator({ port: 0, log: silentLogger, ...options }));
}

beforeEach(() => start());
afterEach(() => close());

async function send(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  method: 'POST' | 'PUT' = 'POST',
): Promise<Reply> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Reply['body'] };
}

const cardNumber = '1234567890123456';

const preauth = async (amount = 5_000): Promise<string> => {
  const { body } = await send('/preauth', { cardNumber, amount });
  return body.paymentToken!;
};

const ok = async (path: string, body: object, headers?: Record<string, string>): Promise<boolean | undefined> => {
  const { status, body: answer } = await send(path, body, headers);
  expect(status).toBe(200);
  return answer.ok;
};

const holds = async (): Promise<{
  total: number;
  data: { id: string; card: string; status: string; amount: number }[];
}> => (await (await fetch(`${url}/_admin/holds`)).json()) as never;

describe('an authorisation', () => {
  it('is checked, lowered and taken once', async () => {
    const paymentToken = await preauth();
    expect(paymentToken).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ok('/check', { paymentToken, amount: 5_000 })).toBe(true);
    expect(await ok('/check', { paymentToken, amount: 5_001 })).toBe(false);
    expect(await ok('/updateAmount', { paymentToken, amount: 5_001 })).toBe(false);
    expect(await ok('/updateAmount', { paymentToken, amount: 3_000 })).toBe(true);
    expect(await ok('/check', { paymentToken, amount: 3_001 })).toBe(false);
    expect(await ok('/processPayment', { paymentToken })).toBe(true);
    for (const path of ['/processPayment', '/cancelPayment', '/check', '/updateAmount']) {
      expect(await ok(path, { paymentToken, amount: 1 })).toBe(false);
    }
    expect((await holds()).data).toMatchObject([{ id: paymentToken, status: 'processed', amount: 3_000 }]);
  });

  it('is cancelled once, and not taken then', async () => {
    const paymentToken = await preauth();
    expect(await ok('/cancelPayment', { paymentToken })).toBe(true);
    expect(await ok('/cancelPayment', { paymentToken })).toBe(false);
    expect(await ok('/processPayment', { paymentToken })).toBe(false);
  });

  it('that nobody made is no good', async () => {
    for (const path of ['/check', '/processPayment', '/cancelPayment', '/updateAmount']) {
      expect(await ok(path, { paymentToken: 'unknown', amount: 1 })).toBe(false);
    }
  });

  it('does not keep the card number', async () => {
    await preauth();
    const kept = await holds();
    expect(kept.data[0]?.card).toBe('3456');
    expect(JSON.stringify(kept)).not.toContain(cardNumber);
  });
});

describe('a malformed call', () => {
  it.each([
    ['/preauth', {}, /cardNumber/],
    ['/preauth', { cardNumber: 1234567890123456, amount: 1 }, /cardNumber/],
    ['/preauth', { cardNumber: '123', amount: 1 }, /16 characters/],
    ['/preauth', { cardNumber }, /amount/],
    ['/preauth', { cardNumber, amount: '5' }, /amount/],
    ['/preauth', { cardNumber, amount: 0 }, /above 0/],
    ['/check', { paymentToken: 'x' }, /amount/],
    ['/check', { amount: 1 }, /paymentToken/],
    ['/processPayment', {}, /paymentToken/],
    ['/processPayment', { paymentToken: '' }, /empty/],
    ['/cancelPayment', [], /paymentToken|object/],
    ['/updateAmount', { paymentToken: 'x', amount: -1 }, /above 0/],
    ['/updateAmount', '{"paymentToken":', /JSON/],
  ])('%s %j is 400', async (path, body, message) => {
    const answer = await send(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(message);
  });
});

describe('an idempotency key', () => {
  const withKey = { 'idempotency-key': 'k1' };

  it('gets the same answer again', async () => {
    const paymentToken = await preauth();
    expect(await ok('/processPayment', { paymentToken }, withKey)).toBe(true);
    expect(await ok('/processPayment', { paymentToken }, withKey)).toBe(true);
    expect(await ok('/processPayment', { paymentToken }, { 'idempotency-key': 'k2' })).toBe(false);
  });

  it('makes one authorisation of 50 equal requests', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => send('/preauth', { cardNumber, amount: 1 }, withKey)),
    );
    expect(new Set(answers.map(({ body }) => body.paymentToken)).size).toBe(1);
    expect((await holds()).total).toBe(1);
  });

  it('is 409 while its first request runs, and 400 with another one', async () => {
    await send('/_admin/latency', { beforeMs: { min: 500, max: 500 }, afterMs: { min: 0, max: 0 } }, {}, 'PUT');
    const twice = await Promise.all([1, 2].map(() => send('/preauth', { cardNumber, amount: 1 }, withKey)));
    expect(twice.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 409]));
    const other = await send('/preauth', { cardNumber, amount: 2 }, withKey);
    expect(other).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/another request/) as unknown },
    });
  });

  it('forgets a malformed call', async () => {
    expect((await send('/preauth', { cardNumber }, withKey)).status).toBe(400);
    expect((await send('/preauth', { cardNumber, amount: 1 }, withKey)).status).toBe(200);
  });
});

describe('an injected fault', () => {
  const inject = (fault: object) => send('/_admin/faults', { match: 'POST /processPayment', ...fault });
  const key = { 'idempotency-key': 'k' };

  it.each([
    ['before', 500, 200, 'processed'],
    ['after', 500, 200, 'processed'],
    ['during', 500, 500, 'authorised'],
  ])('%s the call', async (when, first, second, status) => {
    const paymentToken = await preauth();
    await inject({ when });
    const failed = await send('/processPayment', { paymentToken }, key);
    expect(failed).toMatchObject({ status: first, body: { message: 'Internal error' } });
    expect((await holds()).data[0]?.status).toBe(when === 'after' ? 'processed' : 'authorised');
    expect((await send('/processPayment', { paymentToken }, key)).status).toBe(second);
    expect((await holds()).data[0]?.status).toBe(status);
  });

  it('breaks the connection', async () => {
    const paymentToken = await preauth();
    await inject({ effect: 'disconnect', when: 'after' });
    await expect(send('/processPayment', { paymentToken }, key)).rejects.toThrow('fetch failed');
    expect(await ok('/processPayment', { paymentToken }, key)).toBe(true);
  });
});

describe('the simulator', () => {
  it('finds everything after a restart where it has a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'soko-3p-'));
    try {
      const dataFile = join(folder, '3p.jsonl');
      await close();
      await start({ dataFile });
      const paymentToken = await preauth();
      expect(await ok('/processPayment', { paymentToken }, { 'idempotency-key': 'k' })).toBe(true);
      await close();
      await start({ dataFile });
      expect(await ok('/processPayment', { paymentToken }, { 'idempotency-key': 'k' })).toBe(true);
      expect(await ok('/processPayment', { paymentToken })).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shows and cancels authorisations on its admin page', async () => {
    const paymentToken = await preauth();
    const page = await (await fetch(`${url}/_admin/`)).text();
    expect(page).toContain(paymentToken);
    const { status } = await send(`/_admin/holds/${paymentToken}/cancel`, {});
    expect(status).toBe(200);
    expect((await send(`/_admin/holds/${paymentToken}/cancel`, {})).status).toBe(409);
  });
});
