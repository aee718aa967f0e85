import { requireUser, type UserViewer } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import { claimedEvent } from '../../domain/chain-events.ts';
import { type Claim, type ClaimLink, digestOf, statusOf } from '../../domain/claim-link.ts';
import { claimLinkNotOpen, notOnAllowList } from '../../domain/refusals.ts';
import type { ClaimTokenInput } from '../../generated/graphql.ts';
import {
  findClaim,
  findClaimLink,
  findClaimLinkByCode,
  findClaimOf,
  giveBack,
  insertClaim,
  isOnList,
  takeOfQuota,
} from '../../store/claims.ts';
import { listWallets, receivingAddressOf } from '../../store/wallets.ts';
import { readReceiver } from '../read-receiver.ts';
import { type MintRefusal, refuseWithoutChain, reserveMint } from '../reserve-mint.ts';

type Refusal =
  | MintRefusal
  | NonNullable<ReturnType<typeof refuseWithoutChain>>
  | ReturnType<typeof claimLinkNotOpen>
  | ReturnType<typeof notOnAllowList>;

/** True when the person may claim: by their verified email address, or by a wallet that is theirs. */
async function mayClaim({ pool, identity, findOwnEmail }: ChainContext, link: ClaimLink, user: UserViewer) {
  if (!link.isRestricted) return true;
  const [email, wallets] = await Promise.all([findOwnEmail(identity), listWallets(pool, user.id)]);
  const digests = wallets.map(({ address }) => digestOf(link.salt, 'address', address));
  if (email !== null) digests.push(digestOf(link.salt, 'email', email));
  return isOnList(pool, link.id, digests);
}

/** Takes one of the quota and reserves its mint. Run it in the transaction of the command. */
async function takeClaim(
  tx: Queryable,
  context: ChainContext,
  { link, userId, address }: { link: ClaimLink; userId: string; address: string | null },
): Promise<{ id: string } | Refusal> {
  const { trail, now } = context;
  const isTaken = await takeOfQuota(tx, link.id, now());
  // One at a time from here on: another claim of the same person is seen.
  const earlier = await findClaimOf(tx, link.id, userId);
  if (!isTaken) {
    return earlier === null
      ? claimLinkNotOpen(statusOf((await findClaimLink(tx, link.id))!, now()))
      : { id: earlier.id };
  }
  if (earlier !== null) {
    await giveBack(tx, link.id);
    return { id: earlier.id };
  }
  const id = newId('clm');
  const recipient = address ?? (await receivingAddressOf(tx, userId, context));
  const { tokenId, storeId } = link;
  const wanted = { tokenId, storeId, recipient, userId, amount: 1, reference: `claim:${id}`, requestedBy: null };
  const mint = await reserveMint(tx, wanted, context);
  if (isRefusal(mint)) {
    await giveBack(tx, link.id);
    return mint;
  }
  await insertClaim(tx, { id, linkId: link.id, userId, mintId: mint.id, createdAt: now() });
  await tell(tx, [claimedEvent({ id, userId, mintId: mint.id, link }, trail)]);
  return { id };
}

/** Gives the viewer an item of the link's token, once. A repeat returns the first claim. */
export async function claimToken(context: ChainContext, input: ClaimTokenInput): Promise<Claim | Refusal> {
  const { viewer, pool, loaders, limits, now } = context;
  const user = requireUser(viewer);
  const { id: userId } = user;
  const key = readIdempotencyKey(input.idempotencyKey);
  const address = input.address == null ? null : await readReceiver(input.address, 'address');
  await limits.take([{ name: 'chain.claims-by-person', key: userId, says: 'Too many claims.' }]);
  const link = await findClaimLinkByCode(pool, input.code);
  if (link === null) throw notFound('The claim link');
  const earlier = await findClaimOf(pool, link.id, userId);
  if (earlier !== null) return earlier;
  const status = statusOf(link, now());
  if (status !== 'OPEN') return claimLinkNotOpen(status);
  const token = (await loaders.token.load(link.tokenId))!;
  const away = refuseWithoutChain(context, (await loaders.collection.load(token.collectionId))!);
  if (away !== null) return away;
  if (!(await mayClaim(context, link, user))) return notOnAllowList();
  const command = { owner: userId, key, input: { command: 'claimToken', code: input.code, address } };
  const result = await once<{ id: string } | Refusal>(pool, command, (tx) =>
    takeClaim(tx, context, { link, userId, address }),
  );
  if (isRefusal(result)) return result;
  return (await findClaim(pool, result.id))!;
}
