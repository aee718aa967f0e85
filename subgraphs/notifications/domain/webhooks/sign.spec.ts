import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSecret, signedHeaders } from './sign.ts';

const signed = (secrets: readonly string[], at = new Date()) =>
  signedHeaders({
    deliveryId: 'whd_1',
    eventId: 'evt_1',
    type: 'order.confirmed',
    body: '{"name":"Zoë"}',
    at,
    secrets,
  });

describe('a signed request', () => {
  it('is accepted by the library of Standard Webhooks, with either secret during a rotation', () => {
    const [current, previous] = [newSecret(), newSecret()];
    const headers = signed([current, previous]);
    for (const secret of [current, previous])
      expect(new Webhook(secret).verify('{"name":"Zoë"}', headers)).toEqual({ name: 'Zoë' });
  });

  it('is refused with another secret, another body and another id', () => {
    const secret = newSecret();
    const headers = signed([secret]);
    expect(() => new Webhook(newSecret()).verify('{"name":"Zoë"}', headers)).toThrow('No matching signature');
    expect(() => new Webhook(secret).verify('{"name":"Zoe"}', headers)).toThrow('No matching signature');
    expect(() => new Webhook(secret).verify('{"name":"Zoë"}', { ...headers, 'webhook-id': 'evt_2' })).toThrow(
      'No matching signature',
    );
  });

  it('is refused when it is old', () => {
    const secret = newSecret();
    const headers = signed([secret], new Date(Date.now() - 600_000));
    expect(() => new Webhook(secret).verify('{"name":"Zoë"}', headers)).toThrow('too old');
  });

  it('has a signature of its own over the time and the body', () => {
    const secret = newSecret();
    const at = new Date('2026-03-01T12:00:00.900Z');
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const hex = createHmac('sha256', key).update('1772366400.{"name":"Zoë"}').digest('hex');
    expect(signed([secret], at)['soko-signature']).toBe(`t=1772366400,v1=${hex}`);
    expect(signed([secret, newSecret()], at)['soko-signature']!.split(',')).toHaveLength(3);
  });

  it('has secrets of 256 bits, never the same', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(newSecret());
  });
});
