import { v7 } from 'uuid';
import type { Goods } from '../../harness/buying.ts';
import { act } from './acting.ts';
import { id, type Keyed } from './keyed.ts';
import type { World } from './world.ts';

/** What sellers create for stores of their own: on the chain, and pages. */
export async function keyedMints({ ours, theirs, one }: World): Promise<Keyed[]> {
  const shopOf = async ({ seller }: Goods) => {
    const storeId = id(await act(seller, 'createStore', { name: 'Minting' }, '... on Store { id }'));
    const collection = { storeId, name: 'Sunrise', idempotencyKey: v7() };
    const collectionId = id(await act(seller, 'createCollection', collection, '... on Collection { id }'));
    const token = { collectionId, name: 'First light', maxSupply: 9, idempotencyKey: v7() };
    const tokenId = id(await act(seller, 'createToken', token, '... on Token { id }'));
    const card = { method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: v7() };
    const paymentMethodId = id(await act(seller, 'savePaymentMethod', card, '... on PaymentMethod { id }'));
    await act(
      seller,
      'changeStorePlan',
      { storeId, plan: 'GROWTH', paymentMethodId, idempotencyKey: v7() },
      '__typename',
    );
    const link = { tokenId, quota: 9, idempotencyKey: v7() };
    const { url } = await act(seller, 'createClaimLink', link, '... on ClaimLink { url }');
    return { storeId, collectionId, tokenId, paymentMethodId, code: (url as string).split('/').at(-1) };
  };
  const [mine, another] = [await shopOf(ours), await shopOf(theirs)];
  const by = (name: string, on: string, of: (shop: typeof mine) => object): Keyed => ({
    name,
    first: { as: ours.seller, input: of(mine) },
    second: { as: theirs.seller, input: of(another) },
    selection: `... on ${on} { id }`,
    made: id,
  });
  const to = `0x${'11'.repeat(20)}`;
  return [
    by('createCollection', 'Collection', ({ storeId }) => ({ storeId, name: 'Keyed' })),
    by('createToken', 'Token', ({ collectionId }) => ({ collectionId, name: 'Keyed', maxSupply: 3 })),
    by('mintToken', 'Mint', ({ tokenId }) => ({ tokenId, to })),
    by('changeStorePlanCard', 'Store', ({ storeId, paymentMethodId }) => ({ storeId, paymentMethodId })),
    by('changeStorePlan', 'Store', ({ storeId }) => ({ storeId, plan: 'TRIAL' })),
    by('createContent', 'ContentPage', ({ storeId }) => ({ storeId, title: 'Keyed', markdown: '' })),
    { ...by('createAirdrop', 'Airdrop', ({ tokenId }) => ({ tokenId, addresses: [to] })), selection: 'id' },
    by('createClaimLink', 'ClaimLink', ({ tokenId }) => ({ tokenId, quota: 3 })),
    by('createReward', 'Reward', ({ tokenId }) => ({
      tokenId,
      kind: 'COUPON',
      title: 'A coffee',
      text: 'One',
      quota: 3,
    })),
    // Every person may claim with a link: the thief has a claim of their own.
    { ...by('claimToken', 'Claim', ({ code }) => ({ code })), second: { as: one.user, input: { code: another.code } } },
  ];
}
