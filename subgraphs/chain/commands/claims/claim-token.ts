import { requireUser } from '@soko/auth';
import { notFound, unauthenticated } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import { claimedEvent } from '../../domain/chain-events.ts';
import {
  type Claim,
  type ClaimLink,
  type ClaimLinkStatus,
  digestOf,
  mintsOf,
  statusOf,
} from '../../domain/claim-link.ts';
import { claimLinkNotOpen, notOnAllowList } from '../../domain/refusals.ts';
import type { ClaimTokenInput } from '../../generated/graphql.ts';
import {
  findClaim,
  findClaimLink,
  findClaimLinkByCode,
  findClaimOf,
  findEntry,
  giveBack,
  insertClaim,
  lockLink,
  nextMintOf,
  replaceMint,
  takeOfQuota,
  useEntry,
} from '../../store/claims.ts';
import { lockPerson } from '../../store/people.ts';
import { listWallets, receivingAddressOf } from '../../store/wallets.ts';
import { readReceiver } from '../read-receiver.ts';
import { type MintRefusal, refuseWithoutChain, reserveMint } from '../reserve-mint.ts';

type Refusal =
  | MintRefusal
  | NonNullable<ReturnType<typeof refuseWithoutChain>>
  | ReturnType<typeof claimLinkNotOpen>
  | ReturnType<typeof notOnAllowList>;

/** Statuses of a link with which a claim can be made again: it has its share of the quota. */
const canMakeAgain: ReadonlySet<ClaimLinkStatus> = new Set(['OPEN', 'USED_UP']);

interface Claimant {
  link: ClaimLink;
  userId: string;
  /** Their verified email address, which a link with a list asks for. */
  email: string | null;
  /** Address that gets the item. Null for their default wallet. */
  address: string | null;
}

/** The entry of the list with which the person may claim: their verified email address, or a wallet that is theirs. */
async function entryOf(db: Queryable, { link, userId, email }: Omit<Claimant, 'address'>): Promise<string | null> {
  const wallets = await listWallets(db, userId);
  const digests = wallets.map(({ address }) => digestOf(link.salt, 'address', address));
  if (email !== null) digests.unshift(digestOf(link.salt, 'email', email));
  return findEntry(db, link.id, digests);
}

/**
 * Makes a claim again whose mint has failed: the claim and its entry of the list stay, and another mint is reserved. Run it in the
 * transaction of the command, with the link locked.
 */
async function makeAgain(
  tx: Queryable,
  context: ChainContext,
  { link, userId, address }: Claimant,
  { id, reference }: { id: string; reference: string },
): Promise<{ id: string } | Refusal> {
  const status = statusOf((await findClaimLink(tx, link.id))!, context.now());
  if (!canMakeAgain.has(status)) return claimLinkNotOpen(status);
  if (!(await lockPerson(tx, userId))) throw unauthenticated();
  const recipient = address ?? (await receivingAddressOf(tx, userId, context));
  const { tokenId, storeId } = link;
  const wanted = { tokenId, storeId, recipient, userId, amount: 1, reference, requestedBy: null };
  const mint = await reserveMint(tx, wanted, context);
  if (isRefusal(mint)) return mint;
  await replaceMint(tx, id, mint.id);
  return { id };
}

/** Takes one of the quota and reserves its mint. Run it in the transaction of the command. */
async function takeClaim(tx: Queryable, context: ChainContext, claimant: Claimant): Promise<{ id: string } | Refusal> {
  const { link, userId, address } = claimant;
  const { trail, now } = context;
  const isTaken = await takeOfQuota(tx, link.id, now());
  // One at a time from here on: another claim of the same person is seen.
  if (!isTaken) await lockLink(tx, link.id);
  const earlier = await findClaimOf(tx, link.id, userId);
  if (isTaken && earlier !== null) await giveBack(tx, link.id);
  if (earlier !== null) {
    const { id } = earlier;
    const reference = await nextMintOf(tx, earlier);
    return reference === null ? { id } : makeAgain(tx, context, claimant, { id, reference });
  }
  if (!isTaken) return claimLinkNotOpen(statusOf((await findClaimLink(tx, link.id))!, now()));
  if (!(await lockPerson(tx, userId))) throw unauthenticated();
  // No other claim of this link is under way: the entry is still there when it is used up below.
  const entry = link.isRestricted ? await entryOf(tx, claimant) : null;
  if (link.isRestricted && entry === null) {
    await giveBack(tx, link.id);
    return notOnAllowList();
  }
  const id = newId('clm');
  const recipient = address ?? (await receivingAddressOf(tx, userId, context));
  const { tokenId, storeId } = link;
  const reference = mintsOf(id)[0]!;
  const wanted = { tokenId, storeId, recipient, userId, amount: 1, reference, requestedBy: null };
  const mint = await reserveMint(tx, wanted, context);
  if (isRefusal(mint)) {
    await giveBack(tx, link.id);
    return mint;
  }
  await insertClaim(tx, { id, linkId: link.id, userId, mintId: mint.id, createdAt: now() });
  if (entry !== null) await useEntry(tx, { id, linkId: link.id }, entry);
  await tell(tx, [claimedEvent({ id, userId, mintId: mint.id, link }, trail)]);
  return { id };
}

/** Gives the viewer an item of the link's token, once. A repeat returns the first claim. */
export async function claimToken(context: ChainContext, input: ClaimTokenInput): Promise<Claim | Refusal> {
  const { viewer, pool, loaders, limits, now } = context;
  const { id: userId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const address = input.address == null ? null : await readReceiver(input.address, 'address');
  await limits.take([{ name: 'chain.claims-by-person', key: userId, says: 'Too many claims.' }]);
  const link = await findClaimLinkByCode(pool, input.code);
  if (link === null) throw notFound('The claim link');
  const earlier = await findClaimOf(pool, link.id, userId);
  const isAgain = earlier !== null && (await nextMintOf(pool, earlier)) !== null;
  if (earlier !== null && !isAgain) return earlier;
  const status = statusOf(link, now());
  if (!(isAgain ? canMakeAgain.has(status) : status === 'OPEN')) return claimLinkNotOpen(status);
  const token = (await loaders.token.load(link.tokenId))!;
  const away = refuseWithoutChain(context, (await loaders.collection.load(token.collectionId))!);
  if (away !== null) return away;
  // A claim that is made again has used up its entry.
  const asksList = link.isRestricted && !isAgain;
  const email = asksList ? await context.findOwnEmail(context.identity) : null;
  // Said here as well: a refusal that the transaction finds is the answer to each repeat of the key.
  if (asksList && (await entryOf(pool, { link, userId, email })) === null) return notOnAllowList();
  const command = { owner: userId, key, input: { command: 'claimToken', code: input.code, address } };
  const result = await once<{ id: string } | Refusal>(pool, command, (tx) =>
    takeClaim(tx, context, { link, userId, email, address }),
  );
  if (isRefusal(result)) return result;
  return (await findClaim(pool, result.id))!;
}
