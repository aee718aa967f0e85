import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { createAccessTokens } from './access-tokens.ts';
import { BadJwtKey, publicJwks, readSigningKey } from './jwt-keys.ts';

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const ed25519 = generateKeyPairSync('ed25519').privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const tokenBy = async (privateKey: string): Promise<string> => {
  const key = await readSigningKey({ SOKO_JWT_PRIVATE_KEY: privateKey });
  const sign = createAccessTokens({ key, issuer: 'soko', lifetimeMs: 900_000 });
  return (await sign({ userId: 'usr_1', sessionId: 'ses_1', roles: ['CUSTOMER'], accessVersion: 0 }, new Date())).token;
};

describe('the keys of access tokens', () => {
  it.each([
    ['PEM, Ed25519', pem(ed25519), 'EdDSA'],
    ['PEM on one line', pem(ed25519).replaceAll('\n', String.raw`\n`), 'EdDSA'],
    ['PEM, P-256', pem(p256), 'ES256'],
    ['JWK', JSON.stringify(ed25519.export({ format: 'jwk' })), 'EdDSA'],
  ])('are read from %s', async (_, text, algorithm) => {
    expect((await readSigningKey({ SOKO_JWT_PRIVATE_KEY: text })).algorithm).toBe(algorithm);
    const { keys } = await publicJwks({ SOKO_JWT_PRIVATE_KEY: text });
    const { payload } = await jwtVerify(await tokenBy(text), createLocalJWKSet({ keys }), {
      issuer: 'soko',
      audience: 'soko',
    });
    expect(payload).toMatchObject({ sub: 'usr_1', sid: 'ses_1', roles: ['CUSTOMER'] });
  });

  it('are published without their private part', async () => {
    const { keys } = await publicJwks({ SOKO_JWT_PRIVATE_KEY: pem(p256), SOKO_JWT_RETIRED_KEYS: pem(ed25519) });
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(expect.not.arrayContaining(['d']));
  });

  it.each([
    ['PEM', pem(ed25519)],
    ['a key set', JSON.stringify({ keys: [ed25519.export({ format: 'jwk' })] })],
  ])('can be replaced while tokens of the old key are in use (%s)', async (_, retired) => {
    const old = await tokenBy(pem(ed25519));
    const { keys } = await publicJwks({ SOKO_JWT_PRIVATE_KEY: pem(p256), SOKO_JWT_RETIRED_KEYS: retired });
    await expect(jwtVerify(old, createLocalJWKSet({ keys }))).resolves.toMatchObject({ payload: { sub: 'usr_1' } });
  });

  it('are refused with the name of the variable when they are invalid', async () => {
    const env = { SOKO_JWT_PRIVATE_KEY: pem(p256) };
    await expect(readSigningKey({ SOKO_JWT_PRIVATE_KEY: 'secret' })).rejects.toThrow('SOKO_JWT_PRIVATE_KEY');
    await expect(publicJwks({ ...env, SOKO_JWT_RETIRED_KEYS: 'secret' })).rejects.toThrow('SOKO_JWT_RETIRED_KEYS');
  });

  it('must be Ed25519 or P-256', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await expect(readSigningKey({ SOKO_JWT_PRIVATE_KEY: pem(rsa) })).rejects.toThrow(BadJwtKey);
  });
});
