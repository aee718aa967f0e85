import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { BadEnvironment } from '@soko/env';
import { calculateJwkThumbprint, type JSONWebKeySet, type JWK } from 'jose';

/** A key in the environment is invalid. `message` names the variable and the reason. */
export class BadJwtKey extends BadEnvironment {}

export interface SigningKey {
  key: KeyObject;
  algorithm: 'EdDSA' | 'ES256';
  /** RFC 7638 thumbprint of the public key. */
  id: string;
}

interface KeyVariables {
  SOKO_JWT_PRIVATE_KEY: string;
  SOKO_JWT_RETIRED_KEYS?: string | undefined;
}

function algorithmOf(key: KeyObject, variable: keyof KeyVariables): SigningKey['algorithm'] {
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  throw new BadJwtKey(`${variable} is a key of another kind; use Ed25519 or P-256`);
}

const publicJwk = (key: KeyObject): JWK =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });

function readKey<Key>(variable: keyof KeyVariables, parse: () => Key): Key {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BadJwtKey) throw error;
    throw new BadJwtKey(`${variable} is not a key; use PEM ("\\n" for line ends) or a JWK`);
  }
}

/** Environment files cannot contain line ends, so `\n` stands for one. */
const restoreLineEnds = (text: string): string => text.trim().replaceAll(String.raw`\n`, '\n');

const privateKeyIn = (text: string): KeyObject =>
  text.startsWith('{')
    ? createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' })
    : createPrivateKey(text);

function publicKeysIn(text: string): KeyObject[] {
  if (!text.startsWith('{')) {
    const blocks = text.match(/-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/g);
    if (blocks === null) throw new BadJwtKey('SOKO_JWT_RETIRED_KEYS is not a key; use PEM or a JWK');
    return blocks.map((block) => createPublicKey(block));
  }
  const parsed = JSON.parse(text) as JsonWebKey & { keys?: JsonWebKey[] };
  return (parsed.keys ?? [parsed]).map((key) => createPublicKey({ key, format: 'jwk' }));
}

/** The key that signs new tokens. Throws `BadJwtKey`. */
export async function readSigningKey(env: KeyVariables): Promise<SigningKey> {
  const key = readKey('SOKO_JWT_PRIVATE_KEY', () => privateKeyIn(restoreLineEnds(env.SOKO_JWT_PRIVATE_KEY)));
  return { key, algorithm: algorithmOf(key, 'SOKO_JWT_PRIVATE_KEY'), id: await calculateJwkThumbprint(publicJwk(key)) };
}

/** The public keys that verify access tokens: the current signing key and the retired ones. Throws `BadJwtKey`. */
export async function publicJwks(env: KeyVariables): Promise<JSONWebKeySet> {
  const signing = await readSigningKey(env);
  const retired = env.SOKO_JWT_RETIRED_KEYS ?? '';
  const others = retired === '' ? [] : readKey('SOKO_JWT_RETIRED_KEYS', () => publicKeysIn(restoreLineEnds(retired)));
  const keys = [signing.key, ...others].map(async (key): Promise<JWK> => {
    const jwk = publicJwk(key);
    return {
      ...jwk,
      kid: await calculateJwkThumbprint(jwk),
      alg: algorithmOf(key, 'SOKO_JWT_RETIRED_KEYS'),
      use: 'sig',
    };
  });
  return { keys: await Promise.all(keys) };
}
