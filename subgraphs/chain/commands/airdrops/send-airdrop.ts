import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import { type Airdrop, noProgress } from '../../domain/airdrop.ts';
import { airdropEvent } from '../../domain/chain-events.ts';
import { monthOf } from '../../domain/mint.ts';
import { airdropNotDraft, quotaExceeded, storeInactive, supplyExhausted, tokenFailed } from '../../domain/refusals.ts';
import type { CancelAirdropInput, SendAirdropInput } from '../../generated/graphql.ts';
import { findAirdrop, leaveOutErased, lockAirdrop, markCancelled, markSending } from '../../store/airdrops.ts';
import { countMintsSince } from '../../store/mints.ts';
import { lockStore } from '../../store/stores.ts';
import { lockToken, reserveItems } from '../../store/tokens.ts';
import { type MintRefusal, refuseWithoutChain } from '../reserve-mint.ts';
import { requireOwnAirdrop } from './own-airdrop.ts';

type Refusal = MintRefusal | NonNullable<ReturnType<typeof refuseWithoutChain>> | ReturnType<typeof airdropNotDraft>;

/** Reserves the supply and the plan of the store for all receivers, or for none. The mints are made in the background. */
export async function sendAirdrop(context: ChainContext, { airdropId }: SendAirdropInput): Promise<Airdrop | Refusal> {
  const { pool, loaders, trail, now } = context;
  const { storeId, tokenId, amount } = await requireOwnAirdrop(context, airdropId);
  const token = (await loaders.token.load(tokenId))!;
  const away = refuseWithoutChain(context, (await loaders.collection.load(token.collectionId))!);
  if (away !== null) return away;
  const refusal = await inTransaction(pool, async (tx): Promise<Refusal | null> => {
    const store = await lockStore(tx, storeId);
    const { status } = (await lockAirdrop(tx, airdropId))!;
    if (status === 'SENDING') return null;
    if (status !== 'DRAFT') return airdropNotDraft();
    if (store?.status !== 'ACTIVE') return storeInactive();
    const locked = (await lockToken(tx, tokenId))!;
    if (locked.status === 'FAILED') return tokenFailed();
    await leaveOutErased(tx, airdropId);
    const { total } = (await findAirdrop(tx, airdropId))!;
    const used = await countMintsSince(tx, storeId, monthOf(now()));
    if (used + total > store.mintQuota) return quotaExceeded(store.mintQuota);
    if (!(await reserveItems(tx, tokenId, total * amount))) return supplyExhausted(locked.maxSupply - locked.reserved);
    const sent = await markSending(tx, airdropId, now());
    await tell(tx, [airdropEvent('sent', sent, { ...noProgress, waiting: total }, trail)]);
    return null;
  });
  if (refusal !== null && isRefusal(refusal)) return refusal;
  return (await findAirdrop(pool, airdropId))!;
}

/** Cancels a draft. A repeat changes nothing. */
export async function cancelAirdrop(
  context: ChainContext,
  { airdropId }: CancelAirdropInput,
): Promise<Airdrop | ReturnType<typeof airdropNotDraft>> {
  await requireOwnAirdrop(context, airdropId);
  const isCancelled = await inTransaction(context.pool, async (tx) => {
    const { status } = (await lockAirdrop(tx, airdropId))!;
    if (status === 'DRAFT') {
      const cancelled = await markCancelled(tx, airdropId);
      const waiting = { ...noProgress, waiting: cancelled.total };
      await tell(tx, [airdropEvent('cancelled', cancelled, waiting, context.trail)]);
    }
    return status !== 'SENDING';
  });
  return isCancelled ? (await findAirdrop(context.pool, airdropId))! : airdropNotDraft();
}
