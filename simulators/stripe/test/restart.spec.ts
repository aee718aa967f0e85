import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runProgram, type RunningProgram, until } from '@soko/testing';
import {
  adminOf,
  errorOf,
  held,
  type Receiver,
  sdk,
  startReceiver,
  startTestSimulator,
  webhookSecret,
} from './fixture.ts';

let folder: string;
let dataFile: string;
let receiver: Receiver;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'soko-stripe-'));
  dataFile = join(folder, 'stripe.jsonl');
  receiver = await startReceiver();
});

afterEach(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

const start = () => startTestSimulator({ dataFile, webhookUrl: receiver.url });

const dayMs = 24 * 3_600_000;

describe('a restart', () => {
  it('finds payments, balances, keys, the clock and what was to happen', async () => {
    const first = await start();
    await first.admin('POST', 'clock', { advanceMs: 100 * dayMs });
    const open = await first.stripe.paymentIntents.create(held(), { idempotencyKey: 'open' });
    const taken = await first.stripe.paymentIntents.create({ ...held(), capture_method: 'automatic' });
    const balance = await first.stripe.balance.retrieve();
    await first.close();

    const second = await start();
    try {
      expect(await second.stripe.paymentIntents.create(held(), { idempotencyKey: 'open' })).toEqual(open);
      expect(await second.stripe.paymentIntents.retrieve(taken.id)).toEqual(taken);
      expect(await second.stripe.balance.retrieve()).toEqual(balance);
      const { aheadMs } = await second.admin('GET', 'clock');
      expect(aheadMs).toBe(100 * dayMs);
      await second.admin('POST', 'clock', { advanceMs: 7 * dayMs });
      expect(await second.stripe.paymentIntents.retrieve(open.id)).toMatchObject({ cancellation_reason: 'expired' });
    } finally {
      await second.close();
    }
  });

  it('delivers what was not delivered', async () => {
    receiver.answer(500);
    const first = await start();
    await first.stripe.customers.create();
    await until('a refusal', async () =>
      JSON.stringify(await first.admin('GET', 'webhooks/attempts')).includes('refused'),
    );
    await first.close();
    receiver.answer(200);
    const second = await start();
    try {
      await receiver.untilReceived('customer.created');
    } finally {
      await second.close();
    }
  });

  it('forgets everything without a file', async () => {
    const first = await startTestSimulator();
    const { id } = await first.stripe.customers.create();
    await first.close();
    const second = await startTestSimulator();
    expect(await errorOf(second.stripe.customers.retrieve(id))).toMatchObject({ statusCode: 404 });
    await second.close();
  });
});

describe('kill -9', () => {
  const program = join(import.meta.dirname, '../main.ts');

  let running: RunningProgram;

  afterEach(() => running.kill());

  const run = async (): Promise<string> => {
    running = await runProgram(program, {
      STRIPE_SIMULATOR_PORT: '0',
      STRIPE_SIMULATOR_DATA_FILE: dataFile,
      STRIPE_SIMULATOR_WEBHOOK_SECRET: webhookSecret,
      LOG_LEVEL: 'silent',
    });
    return until('the simulator is up', () => /http:\/\/127\.0\.0\.1:\d+/.exec(running.output())?.[0]);
  };

  it('loses no call that was answered, and does none twice', async () => {
    const answered: string[] = [];
    let url = await run();
    for (let round = 0; round < 3; round += 1) {
      const stripe = sdk(url, { maxNetworkRetries: 0 });
      const calls = Array.from({ length: 40 }, async (_, number) => {
        const intent = await stripe.paymentIntents.create(held(), { idempotencyKey: `${round} ${number}` });
        answered.push(intent.id);
      });
      await until('some answers', () => answered.length > round * 40 + 3);
      await running.kill();
      await Promise.allSettled(calls);
      url = await run();
      const again = sdk(url);
      const repeats = Array.from({ length: 40 }, (_, number) =>
        again.paymentIntents.create(held(), { idempotencyKey: `${round} ${number}` }),
      );
      for (const { id } of await Promise.all(repeats)) if (!answered.includes(id)) answered.push(id);
    }
    const kept: string[] = [];
    for await (const { id } of sdk(url).paymentIntents.list({ limit: 100 })) kept.push(id);
    expect(kept.sort()).toEqual(answered.toSorted());
    expect(kept).toHaveLength(120);
    expect(await adminOf(url)('GET', 'objects/charges')).toMatchObject({ total: 120 });
  });
});
