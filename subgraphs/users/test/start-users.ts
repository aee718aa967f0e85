import { generateKeyPairSync } from 'node:crypto';
import { jest } from '@jest/globals';
import type { Envelope } from '@soko/events';
import { unseal } from '@soko/seal';
import type { SubgraphTransport } from '@soko/subgraph';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { users } from '../index.ts';

jest.setTimeout(60_000);

const sealKey = 'a key for sealing that only tests know';

const { privateKey } = generateKeyPairSync('ed25519');

export const testEnv = {
  SOKO_JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  SOKO_OTP_KEY: 'a key for one-time codes that only tests know',
  SOKO_SEAL_KEY: sealKey,
  USERS_PASSWORD_MEMORY_KIB: '8',
  USERS_PASSWORD_PASSES: '1',
};

export interface UsersGraph extends TestSubgraph {
  /** Moves the subgraph's clock forward. */
  pass(time: { seconds?: number; minutes?: number; hours?: number; days?: number }): void;
  /** Stops the clock for `work`, so that only `pass` moves it: for seconds that are counted exactly. */
  standStill<T>(work: () => Promise<T>): Promise<T>;
  /** The code in the newest `users.otp.requested` of a challenge. */
  codeOf(challengeId: string): Promise<string>;
  unsealed(purpose: string, sealed: string): string;
}

/** Starts the users subgraph on its own database, with a clock that the spec moves. Password hashes are cheap. */
export async function startUsers(
  env: Record<string, string> = {},
  peers?: (name: string) => SubgraphTransport,
): Promise<UsersGraph> {
  let offsetMs = 0;
  let heldAtMs: number | null = null;
  const graph = await startTestSubgraph(users, {
    env: { ...testEnv, ...env },
    now: () => new Date((heldAtMs ?? Date.now()) + offsetMs),
    ...(peers ? { peers } : {}),
  });
  const unsealed = (purpose: string, text: string): string => unseal(sealKey, purpose, text);
  return {
    ...graph,
    unsealed,
    pass({ seconds = 0, minutes = 0, hours = 0, days = 0 }) {
      offsetMs += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
    async standStill(work) {
      heldAtMs = Date.now();
      try {
        return await work();
      } finally {
        heldAtMs = null;
      }
    },
    async codeOf(challengeId) {
      const sent = (await graph.told('users.otp.requested')) as Envelope<string, { code: string }>[];
      const newest = sent.findLast((event) => event.subject === challengeId);
      if (newest === undefined) throw new Error(`No code was sent for ${challengeId}.`);
      return unsealed('otp', newest.data.code);
    },
  };
}
