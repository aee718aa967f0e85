import type { Queryable } from '@soko/postgres';
import type { ChainContext } from '../../context.ts';
import type { Mint } from '../../domain/mint.ts';
import type { Reward } from '../../domain/reward.ts';
import { receivingAddressOf } from '../../store/wallets.ts';
import { type MintRefusal, reserveMint } from '../reserve-mint.ts';

export interface GiftReceiver {
  userId: string;
  /** Address that gets the item. Null for their default wallet. */
  address: string | null;
}

/** Reserves the mint of a gift, with the supply and the plan of the store. Run `lockPerson` before. */
export async function mintGift(
  tx: Queryable,
  context: ChainContext,
  { storeId, giftTokenId }: Pick<Reward, 'storeId' | 'giftTokenId'>,
  { userId, address, reference }: GiftReceiver & { reference: string },
): Promise<Mint | MintRefusal> {
  const recipient = address ?? (await receivingAddressOf(tx, userId, context));
  const wanted = { tokenId: giftTokenId!, storeId, recipient, userId, amount: 1, reference, requestedBy: null };
  return reserveMint(tx, wanted, context);
}
