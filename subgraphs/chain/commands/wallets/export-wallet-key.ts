import { requireUser } from '@soko/auth';
import { notFound, unauthenticated } from '@soko/errors';
import { readCode } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import { unseal } from '@soko/seal';
import type { ChainContext } from '../../context.ts';
import { keyExportedEvent } from '../../domain/chain-events.ts';
import { type KeyCodeRefusal, walletKeyCodeExpired } from '../../domain/refusals.ts';
import { type ChainWallet, type KeyExport, keySeal } from '../../domain/wallet.ts';
import { findKeyExport, takeSealedKey } from '../../store/key-exports.ts';
import { lockPerson } from '../../store/people.ts';
import { findOwnWallet } from '../../store/wallets.ts';

interface Exported {
  wallet: ChainWallet;
  privateKey: string;
}

/** Uses the request up and opens the key. Of two at once, one gets it. */
async function give(
  tx: Queryable,
  { sealKeys, trail, now }: Pick<ChainContext, 'sealKeys' | 'trail' | 'now'>,
  request: KeyExport,
): Promise<Exported | KeyCodeRefusal> {
  const { id, userId, walletId } = request;
  if (!(await lockPerson(tx, userId))) throw unauthenticated();
  const taken = await takeSealedKey(tx, id, now());
  if (taken === null) return walletKeyCodeExpired();
  const privateKey = unseal(sealKeys, keySeal(taken.address), taken.sealedKey);
  await tell(tx, [keyExportedEvent(request, trail)]);
  return { wallet: (await findOwnWallet(tx, userId, walletId))!, privateKey };
}

/**
 * Gives the viewer the key of their custodial wallet, once for each request. It is in the answer alone: a repeat is refused, so
 * that no row has to keep an answer with a key.
 */
export async function exportWalletKey(
  context: ChainContext,
  input: { exportId: string; code: string },
): Promise<Exported | KeyCodeRefusal> {
  const { viewer, pool, limits, keyCodes, trail } = context;
  const { id: userId } = requireUser(viewer);
  const code = readCode(input.code);
  const request = await findKeyExport(pool, input.exportId);
  if (request === null || request.userId !== userId) throw notFound('The request');
  await limits.take([{ name: 'chain.key-codes-by-person', key: userId, says: 'Too many attempts.' }]);
  const { challengeId } = request;
  const refused = await keyCodes.verify({ userId, challengeId, code }, trail.correlationId);
  if (refused !== null) return refused;
  return inTransaction(pool, (tx) => give(tx, context, request));
}
