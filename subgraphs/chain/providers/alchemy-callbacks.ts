import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hex } from './chain.ts';
import type { ChainCallbacks } from './chain-callbacks.ts';

/** Transactions that one callback may name. */
const maxHashes = 1_000;

const isHash = (value: unknown): value is string => typeof value === 'string' && /^0x[\da-f]{64}$/i.test(value);

type Json = Readonly<Record<string, unknown>>;

/** A field of something that may be no object. */
const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;

const each = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Where the types of webhooks name transactions: address and NFT activity, mined and dropped transactions, custom ones. */
const named = (event: unknown): unknown[] => [
  ...each(at(event, 'activity')).flatMap((activity) => [
    at(activity, 'hash'),
    at(at(activity, 'log'), 'transactionHash'),
  ]),
  at(at(event, 'transaction'), 'hash'),
  ...each(at(at(at(event, 'data'), 'block'), 'logs')).map((log) => at(at(log, 'transaction'), 'hash')),
];

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/**
 * Webhooks of Alchemy (Notify): `X-Alchemy-Signature` is the HMAC-SHA256 of the bytes of the body with the signing key of the
 * webhook, in hexadecimal. Each webhook has a key of its own.
 */
export function createAlchemyCallbacks(signingKeys: readonly string[]): ChainCallbacks {
  return {
    path: 'alchemy',
    isSigned(body, headers) {
      const given = headers['x-alchemy-signature'];
      if (typeof given !== 'string' || !/^[\da-f]{64}$/i.test(given)) return false;
      const signature = Buffer.from(given, 'hex');
      return signingKeys.some((key) => timingSafeEqual(createHmac('sha256', key).update(body).digest(), signature));
    },
    hashesIn(body) {
      const hashes = named(at(parse(body), 'event')).filter(isHash);
      return [...new Set(hashes.map((hash) => hash.toLowerCase() as Hex))].slice(0, maxHashes);
    },
  };
}
