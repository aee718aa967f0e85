import { requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import type { ChainContext } from '../context.ts';
import { alreadyBound, notAnNft, storeInactive, tokenNotCreated } from '../domain/refusals.ts';
import type { Token } from '../domain/token.ts';
import type { BindProductToTokenInput } from '../generated/graphql.ts';
import { bindToken } from '../store/token-products.ts';
import { findStore } from '../store/stores.ts';
import { requireTokenAdmin } from './require-store-role.ts';

type Refusal =
  | ReturnType<typeof storeInactive>
  | ReturnType<typeof notAnNft>
  | ReturnType<typeof tokenNotCreated>
  | ReturnType<typeof alreadyBound>;

/** Lets a product sell the items of a token, for good. A repeat changes nothing. */
export async function bindProductToToken(
  context: ChainContext,
  { productId, tokenId }: BindProductToTokenInput,
): Promise<Token | Refusal> {
  const { pool, products, trail, viewer } = context;
  // For good, so that no program decides it.
  requireUser(viewer);
  const { token, collection } = await requireTokenAdmin(context, tokenId);
  const product = isId('prd', productId) ? await products.find(productId, trail.correlationId) : null;
  if ((await findStore(pool, collection.storeId))?.status !== 'ACTIVE') return storeInactive();
  // The same for a product of another store and one that does not exist: the team may not tell them apart.
  if (product?.storeId !== collection.storeId || product.type !== 'NFT') return notAnNft();
  if (token.status !== 'CREATED') return tokenNotCreated();
  return (await bindToken(pool, tokenId, productId)) ? token : alreadyBound();
}
