import { requireUser } from '@soko/auth';
import { notFound, unauthenticated } from '@soko/errors';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { ChainContext } from '../../context.ts';
import { walletKeyNotHeld } from '../../domain/refusals.ts';
import type { ChainWallet } from '../../domain/wallet.ts';
import type { SentCode } from '../../peers/key-codes.ts';
import { insertKeyExport } from '../../store/key-exports.ts';
import { lockPerson } from '../../store/people.ts';
import { findOwnWallet } from '../../store/wallets.ts';

interface Requested {
  id: string;
  wallet: ChainWallet;
  challenge: SentCode;
}

/** Sends the viewer the code that gives them the key of their custodial wallet. A repeat sends none while the first can be used. */
export async function requestKeyExport(
  context: ChainContext,
  { walletId }: { walletId: string },
): Promise<Requested | ReturnType<typeof walletKeyNotHeld>> {
  const { viewer, pool, limits, keyCodes, trail, now } = context;
  const { id: userId } = requireUser(viewer);
  const wallet = await findOwnWallet(pool, userId, walletId);
  if (wallet === null) throw notFound('The wallet');
  if (wallet.kind !== 'CUSTODIAL') return walletKeyNotHeld();
  const attempts = [{ name: 'chain.key-exports-by-person', key: userId, says: 'Too many requests.' }] as const;
  await limits.take(attempts);
  const challenge = await keyCodes.send({ userId, walletId }, trail.correlationId).catch(async (error: unknown) => {
    // Users sends one code a minute: those who ask too early would use up their day.
    await limits.giveBack(attempts);
    throw error;
  });
  // The account is suspended: the access token is older than that.
  if (challenge === null) throw unauthenticated();
  const id = await inTransaction(pool, async (tx) => {
    if (!(await lockPerson(tx, userId))) throw unauthenticated();
    return insertKeyExport(tx, { id: newId('cke'), walletId, challengeId: challenge.challengeId, at: now() });
  });
  return { id, wallet, challenge };
}
