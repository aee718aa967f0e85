import {
  chainAirdrop,
  chainClaim,
  chainClaimLink,
  chainCollection,
  chainKeyExport,
  chainMint,
  chainReward,
  chainRewardClaim,
  chainRewardOffer,
  chainSale,
  chainToken,
  chainTransfer,
  type Envelope,
  type EventTrail,
  newEvent,
} from '@soko/events';
import { type Airdrop, type AirdropProgress, statusOf } from './airdrop.ts';
import type { ClaimLink } from './claim-link.ts';
import type { Collection } from './collection.ts';
import type { Mint } from './mint.ts';
import type { Reward } from './reward.ts';
import type { Sale } from './sale.ts';
import type { Token } from './token.ts';
import type { TokenTransfer } from './transfer.ts';

/** A row with its version after the change that an event is about. */
export type Versioned<Row> = Row & { version: number };

/** An event of a collection. */
export function collectionEvent(
  type: 'created' | 'deploying' | 'deployed' | 'failed',
  { id, version, storeId, name, status, chainId, address }: Versioned<Collection>,
  trail: EventTrail,
): Envelope {
  const data = { collection: { storeId, name, status, chainId, address } };
  return newEvent(chainCollection, type, { subject: id, sequence: version, data }, trail);
}

/** An event of a token. */
export function tokenEvent(
  type: 'added' | 'created' | 'uncreated' | 'failed',
  { id, version, collectionId, number, name, maxSupply, status }: Versioned<Token>,
  trail: EventTrail,
): Envelope {
  const data = { token: { collectionId, number, name, maxSupply, status } };
  return newEvent(chainToken, type, { subject: id, sequence: version, data }, trail);
}

/** An event of a mint. */
export function mintEvent(
  type: 'requested' | 'queued' | 'submitted' | 'confirmed' | 'failed',
  { id, version, tokenId, storeId, amount, status, transactionHash }: Versioned<Mint>,
  trail: EventTrail,
): Envelope {
  const data = { mint: { tokenId, storeId, amount, status, transactionHash } };
  return newEvent(chainMint, type, { subject: id, sequence: version, data }, trail);
}

/** An event of a transfer. */
export function transferEvent(
  type: 'requested' | 'queued' | 'submitted' | 'confirmed' | 'failed',
  { id, version, tokenId, amount, status, transactionHash }: Versioned<TokenTransfer>,
  trail: EventTrail,
): Envelope {
  const data = { transfer: { tokenId, amount, status, transactionHash } };
  return newEvent(chainTransfer, type, { subject: id, sequence: version, data }, trail);
}

/** The event that the owner of a custodial wallet got its key. */
export const keyExportedEvent = (
  { id, walletId, userId }: { id: string; walletId: string; userId: string },
  trail: EventTrail,
): Envelope => newEvent(chainKeyExport, 'exported', { subject: id, sequence: 1, data: { walletId, userId } }, trail);

/** An event of a claim link. */
export function claimLinkEvent(type: 'created' | 'closed', link: ClaimLink, trail: EventTrail): Envelope {
  const { id, storeId, tokenId, quota, isRestricted } = link;
  const data = { link: { storeId, tokenId, quota, isRestricted } };
  return newEvent(chainClaimLink, type, { subject: id, sequence: type === 'created' ? 1 : 2, data }, trail);
}

/** The event of a claim. */
export function claimedEvent(
  { id, userId, mintId, link }: { id: string; userId: string; mintId: string; link: ClaimLink },
  trail: EventTrail,
): Envelope {
  const claim = { linkId: link.id, storeId: link.storeId, tokenId: link.tokenId, mintId };
  return newEvent(chainClaim, 'claimed', { subject: id, sequence: 1, data: { claim, userId } }, trail);
}

/** An event of a reward. */
export function rewardEvent(type: 'created' | 'ended', reward: Reward, trail: EventTrail): Envelope {
  const { id, storeId, tokenId, kind, minimumAmount, quota } = reward;
  const data = { reward: { storeId, tokenId, kind, minimumAmount, quota } };
  return newEvent(chainReward, type, { subject: id, sequence: type === 'created' ? 1 : 2, data }, trail);
}

const claimOf = ({ id: rewardId, storeId, tokenId, kind }: Reward) => ({ rewardId, storeId, tokenId, kind });

/** The event that a holder has claimed a reward. */
export const rewardClaimedEvent = (
  { id, userId, reward }: { id: string; userId: string; reward: Reward },
  trail: EventTrail,
): Envelope =>
  newEvent(chainRewardClaim, 'claimed', { subject: id, sequence: 1, data: { claim: claimOf(reward), userId } }, trail);

/** The event that the code of a claim was redeemed, or can be used again. The first redemption of a coupon is its only one. */
export const rewardRedeemedEvent = (
  type: 'redeemed' | 'released',
  { id, userId, reward, sequence = 2 }: { id: string; userId: string | null; reward: Reward; sequence?: number },
  trail: EventTrail,
): Envelope =>
  newEvent(chainRewardClaim, type, { subject: id, sequence, data: { claim: claimOf(reward), userId } }, trail);

/** The event that a person can claim a reward. `count` is the number of people who were notified of it with them. */
export function rewardOfferEvent(
  {
    id,
    storeId,
    tokenId,
    tokenName,
    kind,
    title,
  }: Pick<Reward, 'id' | 'storeId' | 'tokenId' | 'kind' | 'title'> & { tokenName: string },
  userId: string,
  count: number,
  trail: EventTrail,
): Envelope {
  const data = { reward: { storeId, tokenId, kind, title, tokenName }, userId };
  return newEvent(chainRewardOffer, 'made', { subject: id, sequence: count, data }, trail);
}

/** An event of an airdrop, with how far it is. */
export function airdropEvent(
  type: 'created' | 'sent' | 'progressed' | 'cancelled',
  row: Versioned<Airdrop>,
  progress: AirdropProgress,
  trail: EventTrail,
): Envelope {
  const { id, version, storeId, tokenId, amount, total, leftOut } = row;
  const airdrop = { storeId, tokenId, amount, status: statusOf(row, progress), total, leftOut, ...progress };
  return newEvent(chainAirdrop, type, { subject: id, sequence: version, data: { airdrop } }, trail);
}

/** The event that more or fewer items of a token are left to sell. */
export function supplyEvent(row: Versioned<Token> & { productId: string }, trail: EventTrail): Envelope {
  const { id, version, collectionId, number, name, maxSupply, status, productId, reserved } = row;
  const token = { collectionId, number, name, maxSupply, status };
  const data = { token, productId, left: maxSupply - reserved };
  return newEvent(chainToken, 'supply_changed', { subject: id, sequence: version, data }, trail);
}

/** The event that all sales of an order are minted, or never will be. */
export function saleEndedEvent(sales: readonly Sale[], trail: EventTrail): Envelope {
  const lines = sales.map(({ lineId, quantity, status }) => ({ lineId, quantity, isMinted: status === 'MINTED' }));
  const sequence = sales.reduce((all, { version }) => all + version, 0);
  return newEvent(chainSale, 'ended', { subject: sales[0]!.orderId, sequence, data: { lines } }, trail);
}
