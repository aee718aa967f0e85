import { requireUser } from '@soko/auth';
import { unauthenticated } from '@soko/errors';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { ChainContext } from '../../context.ts';
import { chainUnavailable } from '../../domain/refusals.ts';
import { challengeMs, type WalletChallenge } from '../../domain/wallet.ts';
import { lockPerson } from '../../store/people.ts';
import { insertChallenge } from '../../store/wallet-challenges.ts';
import { readReceiver } from '../read-receiver.ts';

/** Makes the text that proves that the viewer has the key of an address (EIP-4361), for one use within ten minutes. */
export async function createWalletChallenge(
  context: ChainContext,
  input: { address: string },
): Promise<WalletChallenge | ReturnType<typeof chainUnavailable>> {
  const { viewer, pool, limits, openChain, chainId, publicUrl, now } = context;
  const { id: userId } = requireUser(viewer);
  const address = await readReceiver(input.address, 'address');
  if (openChain === null) return chainUnavailable();
  await limits.take([{ name: 'chain.challenges-by-person', key: userId, says: 'Too many challenges.' }]);
  const { createSiweMessage, generateSiweNonce } = await import('viem/siwe');
  const at = now();
  const expiresAt = new Date(at.getTime() + challengeMs);
  const id = newId('cwc');
  const message = createSiweMessage({
    domain: new URL(publicUrl).host,
    uri: publicUrl,
    address: address as `0x${string}`,
    // The wallet shows it: nobody links their address to the account of somebody else unawares.
    statement: `Link this wallet to the account ${userId}.`,
    requestId: id,
    version: '1',
    chainId,
    nonce: generateSiweNonce(),
    issuedAt: at,
    expirationTime: expiresAt,
  });
  const challenge = { id, userId, address: address.toLowerCase(), message, expiresAt };
  await inTransaction(pool, async (tx) => {
    if (!(await lockPerson(tx, userId))) throw unauthenticated();
    await insertChallenge(tx, challenge, at);
  });
  return challenge;
}
