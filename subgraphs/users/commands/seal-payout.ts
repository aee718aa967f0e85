import { seal } from '@soko/seal';
import type { UsersContext } from '../context.ts';
import { type Payout, type PayoutInput, readPayout } from '../domain/payout.ts';

/** Reads a payout destination and encrypts it. Only payments decrypts it. */
export function sealPayout({ sealKeys }: Pick<UsersContext, 'sealKeys'>, input: PayoutInput): Payout {
  const { kind, destination, masked } = readPayout(input);
  return { kind, masked, sealed: seal(sealKeys, 'payout', destination) };
}
