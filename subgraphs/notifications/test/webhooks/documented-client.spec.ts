import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newSecret, signedHeaders } from '../../domain/webhooks/sign.ts';

type Verify = (secret: string, headers: Record<string, string>, body: string, toleranceSeconds?: number) => unknown;

let folder: string;
let verify: Verify;

beforeAll(async () => {
  const page = await readFile(join(import.meta.dirname, '../../../../docs/webhooks.md'), 'utf8');
  const [, code] = /^```js\n([\s\S]*?)^```/m.exec(page) ?? [];
  folder = await mkdtemp(join(tmpdir(), 'soko-webhook-client-'));
  const file = join(folder, 'verify.mjs');
  await writeFile(file, code!);
  ({ verifyWebhook: verify } = (await import(pathToFileURL(file).href)) as { verifyWebhook: Verify });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const body = '{"id":"evt_1","name":"Zoë"}';

const headersWith = (secrets: readonly string[], at = new Date()) =>
  signedHeaders({ deliveryId: 'whd_1', eventId: 'evt_1', type: 'order.confirmed', body, at, secrets });

describe('the client in docs/webhooks.md', () => {
  it('accepts what is signed, with either secret during a rotation', () => {
    const [current, previous] = [newSecret(), newSecret()];
    const headers = headersWith([current, previous]);
    expect(verify(current, headers, body)).toEqual({ id: 'evt_1', name: 'Zoë' });
    expect(verify(previous, headers, body)).toEqual({ id: 'evt_1', name: 'Zoë' });
  });

  it('refuses another secret, another body, another time and old requests', () => {
    const secret = newSecret();
    const headers = headersWith([secret]);
    expect(() => verify(newSecret(), headers, body)).toThrow('The signature is wrong.');
    expect(() => verify(secret, headers, body.replace('Zoë', 'Zoe'))).toThrow('The signature is wrong.');
    const [time, signature] = headers['soko-signature']!.split(',') as [string, string];
    const later = `t=${Number(time.slice(2)) + 1}`;
    expect(() => verify(secret, { 'soko-signature': `${later},${signature}` }, body)).toThrow(
      'The signature is wrong.',
    );
    expect(() => verify(secret, { 'soko-signature': `${time},v1=zz` }, body)).toThrow('The signature is wrong.');
    expect(() => verify(secret, headersWith([secret], new Date(Date.now() - 600_000)), body)).toThrow('too old');
    expect(() => verify(secret, { 'soko-signature': signature }, body)).toThrow(Error);
  });
});
