import { describe, expect, it } from '@jest/globals';
import {
  createReplayGuard,
  type RequestIdentity,
  serviceIdentity,
  signRequest,
  verifyRequest,
} from './service-signature.ts';

const identity: RequestIdentity = {
  viewer: { kind: 'user', id: 'usr_1', roles: ['CUSTOMER'], sessionId: 'ses_1' },
  requestId: 'req_1',
  correlationId: 'cor_1',
  clientAddress: '127.0.0.1',
};

const sign = (key: string, of: RequestIdentity = identity, body = '{}', options = {}) =>
  signRequest(key, { identity: of, subgraph: 'orders', body }, options);
const verify = (headers: Record<string, string>, options = {}, body = '{}') =>
  verifyRequest({ keys: 'key', subgraph: 'orders', isReplay: createReplayGuard(), ...options }, headers, body);

describe('a signed request between services', () => {
  it('carries the viewer to the other side', () => {
    expect(verify(sign('key'))).toEqual(identity);
  });

  it.each([
    ['another key', 'other', '{}', 0],
    ['an altered body', 'key', '{"a":1}', 0],
    ['an old signature', 'key', '{}', 61_000],
    ['a signature from the future', 'key', '{}', -61_000],
  ])('is refused for %s', (_, keys, body, shift) => {
    const headers = sign('key', identity, '{}', { now: 1_000_000 });
    expect(verify(headers, { now: 1_000_000 })).toEqual(identity);
    expect(verify(headers, { keys, now: 1_000_000 + shift }, body)).toBeNull();
  });

  it('is refused by another subgraph than the one it is meant for', () => {
    expect(verify(sign('key'), { subgraph: 'payments' })).toBeNull();
  });

  it('is refused a second time when it is a mutation, as long as it is valid', () => {
    const isReplay = createReplayGuard();
    const body = '{"query":"mutation { a }"}';
    const headers = sign('key', identity, body, { now: 1_000_000 });
    expect(verify(headers, { isReplay, now: 940_000 }, body)).toEqual(identity);
    for (const now of [940_001, 1_000_000, 1_060_000]) expect(verify(headers, { isReplay, now }, body)).toBeNull();
    expect(verify(sign('key', identity, body, { now: 1_060_000 }), { isReplay, now: 1_060_000 }, body)).toEqual(
      identity,
    );
  });

  it('may be repeated when it is a query', () => {
    const isReplay = createReplayGuard();
    const headers = sign('key');
    for (const _ of [1, 2]) expect(verify(headers, { isReplay })).toEqual(identity);
  });

  it('is refused with the signature of an earlier version, unless that is accepted for an update', () => {
    const headers = sign('key', identity, '{}', { withOld: true });
    const old = { 'soko-identity': headers['soko-identity']!, 'soko-signature': headers['soko-signature']! };
    expect(verify(old)).toBeNull();
    expect(verify(old, { acceptOld: true })).toEqual(identity);
    expect(verify(old, { acceptOld: true }, '{"a":1}')).toBeNull();
    expect(sign('key')['soko-signature']).toBeUndefined();
  });

  it('is refused when the viewer was exchanged', () => {
    const forged = sign('guess', { ...identity, viewer: { kind: 'anonymous' } });
    expect(verify({ ...sign('key'), 'soko-identity': forged['soko-identity']! })).toBeNull();
  });

  it('is accepted with the previous key while that is being replaced', () => {
    const headers = sign('old');
    expect(verify(headers, { keys: ['new', 'old'] })).toEqual(identity);
    expect(verify(sign('new'), { keys: ['new', 'old'] })).toEqual(identity);
    expect(verify(headers, { keys: ['new', 'older'] })).toBeNull();
  });

  it('is refused without any signature', () => {
    expect(verify({})).toBeNull();
  });
});

describe('the identity of a service', () => {
  it('names the service as the viewer, on the other side of a signed request as well', () => {
    const own = serviceIdentity('orders', 'cor_1');
    expect(own.viewer).toEqual({ kind: 'service', name: 'orders' });
    expect(verify(sign('key', own))).toEqual(own);
  });
});
