import { requireUser } from '@soko/auth';
import { badUserInput, notFound, unauthenticated } from '@soko/errors';
import { newId } from '@soko/ids';
import { inTransaction, type Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import {
  chainUnavailable,
  chainWalletLimitReached,
  chainWalletTaken,
  walletChallengeExpired,
  walletSignatureWrong,
} from '../../domain/refusals.ts';
import { type ChainWallet, maxLinked, type WalletChallenge } from '../../domain/wallet.ts';
import type { Hex } from '../../providers/chain.ts';
import type { ChainServices } from '../../services.ts';
import { lockPerson } from '../../store/people.ts';
import { findChallenge, useChallenge } from '../../store/wallet-challenges.ts';
import { countLinked, findWalletAt, insertLinked } from '../../store/wallets.ts';

type Refusal =
  | ReturnType<typeof chainUnavailable>
  | ReturnType<typeof walletChallengeExpired>
  | ReturnType<typeof walletSignatureWrong>
  | ReturnType<typeof chainWalletTaken>
  | ReturnType<typeof chainWalletLimitReached>;

/** A signature of a key has 65 bytes; that of a contract has what its code wants. */
const signatureShape = /^0x(?:[\da-f]{2}){1,4096}$/i;

/** True if the key of the address made the signature, or if the contract there says so (ERC-1271). */
async function isSigned(
  openChain: NonNullable<ChainServices['openChain']>,
  { address, message }: WalletChallenge,
  signature: Hex,
): Promise<boolean> {
  const { verifyMessage } = await import('viem');
  // It throws for a signature of another length.
  const isOwn = await verifyMessage({ address: address as Hex, message, signature }).catch(() => false);
  if (isOwn) return true;
  const chain = await openChain();
  return (await chain.hasCode(address as Hex)) && (await chain.isSignedBy(address as Hex, message, signature));
}

/** Links the address of a challenge whose text is signed. The address after it; a repeat changes nothing. */
async function link(
  tx: Queryable,
  { id: challengeId, userId, address }: WalletChallenge,
  now: () => Date,
): Promise<{ address: string } | Refusal> {
  if (!(await lockPerson(tx, userId))) throw unauthenticated();
  const known = await findWalletAt(tx, address);
  if (known !== null) return known.userId === userId ? { address } : chainWalletTaken();
  if ((await countLinked(tx, userId)) >= maxLinked) return chainWalletLimitReached();
  if (!(await useChallenge(tx, challengeId, now()))) return walletChallengeExpired();
  const isNew = await insertLinked(tx, { id: newId('cwl'), userId, address, at: now() });
  return isNew ? { address } : chainWalletTaken();
}

/** Links the address of a challenge to the viewer, once its key has signed the text. A repeat returns the same wallet. */
export async function linkChainWallet(
  context: ChainContext,
  input: { challengeId: string; signature: string },
): Promise<ChainWallet | Refusal> {
  const { viewer, pool, limits, openChain, now } = context;
  const { id: userId } = requireUser(viewer);
  const challenge = await findChallenge(pool, input.challengeId);
  if (challenge === null || challenge.userId !== userId) throw notFound('The challenge');
  if (!signatureShape.test(input.signature)) {
    throw badUserInput('`signature` must be 0x and hexadecimal digits.', 'signature');
  }
  if (openChain === null) return chainUnavailable();
  if (challenge.expiresAt <= now()) return walletChallengeExpired();
  // Code of a stranger may run in the node for each attempt.
  await limits.take([{ name: 'chain.links-by-person', key: userId, says: 'Too many attempts.' }]);
  if (!(await isSigned(openChain, challenge, input.signature as Hex))) return walletSignatureWrong();
  const linked = await inTransaction(pool, (tx) => link(tx, challenge, now));
  return isRefusal(linked) ? linked : (await findWalletAt(pool, linked.address))!;
}
