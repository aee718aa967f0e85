import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signRequest } from '@soko/auth';
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import {
  type Answer,
  answered,
  codesOf,
  createTokens,
  startTestGateway,
  type TestGateway,
} from './start-test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const whoAsks = '{ whoAsks { viewer } }';
const viewerIn = (answer: Answer): unknown => JSON.parse(answered<{ viewer: string }>(answer, 'whoAsks').viewer);
const viewerOf = async (token?: string): Promise<unknown> => {
  return viewerIn(await gateway.ask(whoAsks, token ? { token } : {}));
};

const claims = {
  sub: 'usr_1',
  sid: 'ses_1',
  roles: ['ADMIN'],
  iss: 'soko',
  aud: 'soko',
  exp: Math.floor(Date.now() / 1000) + 600,
};

describe('a bearer token', () => {
  it('that is valid makes the viewer', async () => {
    const token = await gateway.tokens.sign({ roles: ['SELLER', 'KING'] });
    expect(await viewerOf(token)).toEqual({ kind: 'user', id: 'usr_1', roles: ['SELLER'], sessionId: 'ses_1' });
  });

  it('is optional', async () => {
    expect(await viewerOf()).toEqual({ kind: 'anonymous' });
  });

  it('may be an API key, and then has the scopes of the key', async () => {
    expect(await viewerOf('soko_demo_secret')).toEqual({
      kind: 'apiKey',
      id: 'key_1',
      storeId: 'sto_1',
      scopes: ['products:read', 'stock:write'],
    });
  });

  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const attacks: [string, () => Promise<string> | string][] = [
    ['alg none', () => new UnsecuredJWT(claims).encode()],
    [
      'alg none with a signature',
      async () => `${base64({ alg: 'none' })}.${(await gateway.tokens.sign()).split('.').slice(1).join('.')}`,
    ],
    [
      'HS256 with the public key as the secret',
      async () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .sign(new TextEncoder().encode(await exportSPKI(gateway.tokens.publicKey))),
    ],
    ['a kid that is a path', () => gateway.tokens.sign(claims, { kid: '../../../../dev/null' })],
    ['a kid that is SQL', () => gateway.tokens.sign(claims, { kid: "x' UNION SELECT 'key" })],
    [
      'a key of its own in the header',
      async () => {
        const { privateKey, jwk } = await createTokens();
        return new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256', jwk, jku: 'http://evil.invalid' })
          .sign(privateKey);
      },
    ],
    ['the key of somebody else', async () => (await createTokens()).sign(claims)],
    [
      'RS256',
      async () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
          .sign((await generateKeyPair('RS256')).privateKey),
    ],
    ['another audience', () => gateway.tokens.sign({ aud: 'shop' })],
    ['another issuer', () => gateway.tokens.sign({ iss: 'https://evil.invalid' })],
    ['an expiry that has passed', () => gateway.tokens.sign({ exp: Math.floor(Date.now() / 1000) - 60 })],
    [
      'no expiry',
      () =>
        new SignJWT({ ...claims, exp: undefined } as never)
          .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
          .sign(gateway.tokens.privateKey),
    ],
    ['no session', () => gateway.tokens.sign({ sid: undefined })],
    [
      'altered claims',
      async () => {
        const [header, , signature] = (await gateway.tokens.sign()).split('.');
        return `${header}.${base64(claims)}.${signature}`;
      },
    ],
    ['nothing of a token', () => 'abc'],
    ['an unknown API key', () => 'soko_demo_guessed'],
  ];

  it.each(attacks)('with %s is refused, not treated as anonymous', async (_, forge) => {
    const answer = await gateway.ask('{ things { id } }', { token: await forge() });
    expect(answer.status).toBe(401);
    expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
    expect(answer.data).toBeUndefined();
  });

  it.each(['Basic dXNyOnB3', 'Bearer', 'token abc'])('cannot be "%s"', async (authorization) => {
    const answer = await gateway.post({ query: '{ things { id } }' }, { authorization });
    expect(answer.status).toBe(401);
  });

  it.each([
    ['an administrator', { kind: 'user', id: 'usr_1', roles: ['ADMIN'], sessionId: 'ses_1' }],
    ['a service', { kind: 'service', name: 'orders' }],
  ] as const)(
    'alone decides the viewer: a client that claims to be %s in headers stays anonymous',
    async (_, viewer) => {
      const identity = { viewer, requestId: 'req_1', correlationId: 'req_1', clientAddress: 'service' };
      const answer = await gateway.post(
        { query: whoAsks },
        signRequest('a guessed service key', { identity, subgraph: 'people', body: '{}' }),
      );
      expect(answer.data).toEqual({ whoAsks: { viewer: '{"kind":"anonymous"}' } });
    },
  );

  it('cannot make a client a service by its claims', async () => {
    const token = await gateway.tokens.sign({ kind: 'service', name: 'orders', viewer: { kind: 'service' } });
    const { viewer } = answered<{ viewer: string }>(await gateway.ask(whoAsks, { token }), 'whoAsks');
    expect(JSON.parse(viewer)).toMatchObject({ kind: 'user' });
  });
});

describe('the keys', () => {
  it('are published without their private part', async () => {
    const jwks = await (await fetch(`${gateway.url}/.well-known/jwks.json`)).json();
    expect(jwks).toEqual({ keys: [gateway.tokens.jwk] });
  });

  it('may change while running', async () => {
    const [first, second] = await Promise.all([createTokens(), createTokens()]);
    let published = [{ ...first.jwk, kid: 'old' }];
    const { localKeys } = await import('../index.ts');
    const rotating = await startTestGateway({ keys: localKeys(() => ({ keys: published })) });
    expect(
      (await rotating.ask('{ me { id } }', { token: await first.sign({}, { kid: 'old' }) })).errors,
    ).toBeUndefined();
    published = [{ ...second.jwk, kid: 'new' }];
    expect(
      (await rotating.ask('{ me { id } }', { token: await second.sign({}, { kid: 'new' }) })).errors,
    ).toBeUndefined();
    await rotating.close();
  });
});

describe('a token of a configured OIDC issuer', () => {
  it('is taken, with the id and the roles from the configured claims', async () => {
    const provider = await createTokens();
    const server = createServer((_, response) => response.end(JSON.stringify({ keys: [provider.jwk] })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const trusting = await startTestGateway({
      env: {
        OIDC_ISSUER: issuer,
        OIDC_AUDIENCE: 'shop',
        OIDC_JWKS_URL: `${issuer}/jwks`,
        OIDC_USER_ID_CLAIM: 'soko_id',
      },
    });
    const theirs = { iss: issuer, aud: 'shop', sub: 'auth0|7', soko_id: 'usr_2', roles: ['SUPPORT'] };
    const taken = await trusting.ask(whoAsks, { token: await provider.sign(theirs) });
    expect(viewerIn(taken)).toMatchObject({
      id: 'usr_2',
      roles: ['SUPPORT'],
    });
    for (const wrong of [
      { ...theirs, aud: 'soko' },
      { ...theirs, iss: 'soko' },
      { ...theirs, soko_id: undefined },
    ]) {
      expect((await trusting.ask(whoAsks, { token: await provider.sign(wrong) })).status).toBe(401);
    }
    await trusting.close();
    server.close();
  });
});

describe('half a configuration of an OIDC issuer', () => {
  it('is a reason not to start', async () => {
    const env = { OIDC_ISSUER: 'https://id.example.com' };
    await expect(startTestGateway({ env })).rejects.toThrow('OIDC_AUDIENCE');
  });
});
