import { describe, expect, it } from '@jest/globals';
import { type RequestIdentity, serviceIdentity, signRequest, verifyRequest } from './service-signature.ts';

const identity: RequestIdentity = {
  viewer: { kind: 'user', id: 'usr_1', roles: ['CUSTOMER'], sessionId: 'ses_1' },
  requestId: 'req_1',
  correlationId: 'cor_1',
  clientAddress: '127.0.0.1',
};

describe('a signed request between services', () => {
  it('carries the viewer to the other side', () => {
    const headers = signRequest('key', identity, '{}');
    expect(verifyRequest('key', headers, '{}')).toEqual(identity);
  });

  it.each([
    ['another key', 'other', '{}', 0],
    ['an altered body', 'key', '{"a":1}', 0],
    ['an old signature', 'key', '{}', 61_000],
    ['a signature from the future', 'key', '{}', -61_000],
  ])('is refused for %s', (_, key, body, shift) => {
    const headers = signRequest('key', identity, '{}', 1_000_000);
    expect(verifyRequest(key, headers, body, 1_000_000 + shift)).toBeNull();
  });

  it('is refused when the viewer was exchanged', () => {
    const headers = signRequest('key', identity, '{}');
    const forged = signRequest('guess', { ...identity, viewer: { kind: 'anonymous' } }, '{}');
    expect(verifyRequest('key', { ...headers, 'soko-identity': forged['soko-identity'] }, '{}')).toBeNull();
  });

  it('is accepted with the previous key while that is being replaced', () => {
    const headers = signRequest('old', identity, '{}');
    expect(verifyRequest(['new', 'old'], headers, '{}')).toEqual(identity);
    expect(verifyRequest(['new', 'old'], signRequest('new', identity, '{}'), '{}')).toEqual(identity);
    expect(verifyRequest(['new', 'older'], headers, '{}')).toBeNull();
  });

  it('is refused without any signature', () => {
    expect(verifyRequest('key', {}, '{}')).toBeNull();
  });
});

describe('the identity of a service', () => {
  it('names the service as the viewer, on the other side of a signed request as well', () => {
    const own = serviceIdentity('orders', 'cor_1');
    expect(own.viewer).toEqual({ kind: 'service', name: 'orders' });
    expect(verifyRequest('key', signRequest('key', own, '{}'), '{}')).toEqual(own);
  });
});
