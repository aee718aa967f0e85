import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { seal } from '@soko/seal';
import { buildProgram, createTestDatabase, type Program, type TestDatabase, until } from '@soko/testing';
import type pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { createWebhookDelivery } from '../../commands/webhooks/deliver-webhooks.ts';
import { secretSeal } from '../../domain/webhooks/endpoint.ts';
import { createPostWebhook } from '../../providers/webhook-post.ts';
import { findAttempts, findDelivery, insertDeliveries } from '../../store/webhooks/deliveries.ts';
import { insertEndpoint } from '../../store/webhooks/endpoints.ts';
import { sealKey } from '../start-notifications.ts';
import { createAuthority } from './certificates.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { withinMs } from './shop.ts';

jest.setTimeout(180_000);

const timeoutMs = 30_000;
const secret = `whsec_${Buffer.from('a secret of this spec alone 1234').toString('base64')}`;

describe('a process of its own that posts webhooks', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let program: Program;
  const open: { close(): unknown }[] = [];

  beforeAll(async () => {
    const migrations = join(import.meta.dirname, '../../../../prisma/notifications/migrations');
    [database, program] = await Promise.all([
      createTestDatabase({ migrations }),
      buildProgram(join(import.meta.dirname, 'webhook-program.ts')),
    ]);
    pool = database.openPool();
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });
  afterAll(async () => {
    await database.drop();
    await program.remove();
  });

  const receiving = async (...[certified]: Parameters<typeof startReceiver>): Promise<Receiver> => {
    const receiver = await startReceiver(certified);
    open.push(receiver);
    return receiver;
  };

  /** An endpoint with one delivery that is due. Returns the delivery's id. */
  async function due(url: string): Promise<string> {
    const [endpointId, id, eventId, at] = [newId('whe'), newId('whd'), newId('evt'), new Date()];
    const endpoint = { id: endpointId, storeId: newId('sto'), url, description: null, eventTypes: [] };
    const facts = { status: 'ACTIVE', disabledReason: null, disabledAt: null, failingSince: null } as const;
    await insertEndpoint(
      pool,
      { ...endpoint, ...facts, previousSecretUntil: null, createdAt: at, updatedAt: at },
      { secret: seal(sealKey, secretSeal, secret), createdBy: newId('usr'), max: 10 },
    );
    const body = JSON.stringify({ id: eventId, type: 'order.confirmed', subject: 'ord_1', sequence: 1 });
    const delivery = { id, endpointId, eventId, type: 'order.confirmed', subject: 'ord_1', body, createdAt: at };
    await insertDeliveries(pool, [delivery]);
    return id;
  }

  const run = (origin: string, more: Record<string, string> = {}) => {
    const running = program.run({
      DATABASE_URL: database.connectionString,
      SOKO_SEAL_KEY: sealKey,
      WEBHOOK_TRUSTED_ORIGINS: origin,
      WEBHOOK_TIMEOUT_MS: String(timeoutMs),
      ...more,
    });
    open.push({ close: () => (running.child.exitCode === null ? running.kill() : undefined) });
    return running;
  };

  /** What this process does when the leases of others are over. */
  async function takeOver(origin: string): Promise<void> {
    const later = new Date(Date.now() + timeoutMs + 61_000);
    const services = { pool, sealKeys: [sealKey] as const, log: silentLogger, now: () => later };
    const send = createPostWebhook({ ports: [443], trustedOrigins: [origin], resolve: async () => [], timeoutMs });
    const worker = createWebhookDelivery(services, send, { atOnce: 5, maxTries: 3, disableMs: 86_400_000, timeoutMs });
    await worker.runDue();
    await worker.close();
  }

  const sentTo = (receiver: Receiver, count: number) =>
    until('the request has arrived', () => receiver.received.length >= count, withinMs);

  it('is killed after the request: another one repeats it, with the same event id, and logs the first as interrupted', async () => {
    const receiver = await receiving();
    receiver.answer = () => null;
    const id = await due(`${receiver.origin}/killed`);
    const running = run(receiver.origin);
    await sentTo(receiver, 1);
    await running.kill();
    receiver.drop();
    expect(await findDelivery(pool, id)).toMatchObject({ status: 'SENDING', claims: 1, endedAt: null });
    receiver.answer = () => ({ status: 204 });
    await takeOver(receiver.origin);
    expect(await findDelivery(pool, id)).toMatchObject({ status: 'DELIVERED', claims: 2 });
    expect(await findAttempts(pool, [id], 10)).toMatchObject([
      { number: 2, responseCode: 204, error: null },
      { number: 1, responseCode: null, error: 'INTERRUPTED' },
    ]);
    const [first, second, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    new Webhook(secret).verify(second!.body, second!.headers as Record<string, string>);
  });

  it('leaves a delivery to nobody while its lease runs', async () => {
    const receiver = await receiving();
    receiver.answer = () => null;
    const id = await due(`${receiver.origin}/leased`);
    const running = run(receiver.origin);
    await sentTo(receiver, 1);
    await running.kill();
    const sound = await receiving();
    const marker = await due(`${sound.origin}/marker`);
    run(`${receiver.origin},${sound.origin}`);
    await until('another is sent', async () => (await findDelivery(pool, marker))?.status === 'DELIVERED', withinMs);
    expect(receiver.received).toHaveLength(1);
    expect(await findDelivery(pool, id)).toMatchObject({ status: 'SENDING', claims: 1 });
  });

  it('posts by HTTPS to a receiver whose certificate is valid, and nothing to one whose is not', async () => {
    const [known, unknown] = [createAuthority('Authority of this spec'), createAuthority('Nobody knows it')];
    const folder = await mkdtemp(join(tmpdir(), 'soko-authority-'));
    open.push({ close: () => rm(folder, { recursive: true, force: true }) });
    const file = join(folder, 'authority.pem');
    await writeFile(file, known.certificate);
    const [valid, forged] = [await receiving(known.issue('localhost')), await receiving(unknown.issue('localhost'))];
    const elsewhere = await receiving(known.issue('receiver.example'));
    const [delivered, refused, misnamed] = [
      await due(`${valid.origin}/valid`),
      await due(`${forged.origin}/forged`),
      await due(`${elsewhere.origin}/misnamed`),
    ];
    run([valid, forged, elsewhere].map(({ origin }) => origin).join(','), { NODE_EXTRA_CA_CERTS: file });
    await until(
      'all were tried',
      async () => (await findAttempts(pool, [delivered, refused, misnamed], 10)).length === 3,
      withinMs,
    );
    expect(await findDelivery(pool, delivered)).toMatchObject({ status: 'DELIVERED' });
    for (const id of [refused, misnamed]) {
      expect(await findAttempts(pool, [id], 10)).toMatchObject([{ responseCode: null, error: 'TLS_FAILED' }]);
    }
    expect(valid.received).toHaveLength(1);
    expect([...forged.received, ...elsewhere.received]).toEqual([]);
  });
});
