import type { Client } from '../../harness/client.ts';

const refused = '... on UserError { code message }';

/** A collection of a store with a token, a mint of it, a claim link, two rewards, and a draft of an airdrop. */
export async function mintOf(seller: Client, storeId: string): Promise<Record<string, string[]>> {
  const make = async (name: string, type: string, given: object, which = ''): Promise<string> => {
    const { [name]: made } = await seller.data(
      `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ... on ${type} { id } ${refused} } }`,
      { input: { ...given, idempotencyKey: `${name}${which}-${storeId}` } },
    );
    return made.id;
  };
  const to = `0x${'11'.repeat(20)}`;
  const collectionId = await make('createCollection', 'Collection', { storeId, name: 'Attacked' });
  const tokenId = await make('createToken', 'Token', { collectionId, name: 'Attacked', maxSupply: 1_000 });
  const mintId = await make('mintToken', 'Mint', { tokenId, to });
  const { createAirdrop } = await seller.data(
    'mutation ($input: CreateAirdropInput!) { createAirdrop(input: $input) { id } }',
    { input: { tokenId, addresses: [to], idempotencyKey: `airdrop-${storeId}` } },
  );
  const linkId = await make('createClaimLink', 'ClaimLink', { tokenId, quota: 900 });
  const reward = { tokenId, kind: 'COUPON', title: 'A coffee', text: 'A coffee', quota: 900 };
  const rewardId = await make('createReward', 'Reward', reward);
  const ended = { ...reward, title: 'A tea' };
  const endedId = await make('createReward', 'Reward', ended, 'ended');
  const { claimLinks } = await seller.data(
    'query ($storeId: ID!) { claimLinks(storeId: $storeId) { nodes { code } } }',
    { storeId },
  );
  const { code } = claimLinks.nodes[0];
  return {
    'collection.id': [collectionId],
    collectionId: [collectionId],
    'token.id': [tokenId],
    'mintToken.tokenId': [tokenId],
    'bindProductToToken.tokenId': [tokenId],
    'mintToken.to': [to],
    'transferToken.tokenId': [tokenId],
    'transferToken.to': [to],
    'createWalletChallenge.address': [to],
    'createCollection.royaltyReceiver': [to],
    'createAirdrop.tokenId': [tokenId],
    'createAirdrop.addresses': [to],
    'airdrop.id': [createAirdrop.id],
    airdropId: [createAirdrop.id],
    'createClaimLink.tokenId': [tokenId],
    'closeClaimLink.linkId': [linkId],
    'claimLink.code': [code],
    'claimToken.code': [code],
    'claimToken.address': [to],
    'createReward.tokenId': [tokenId],
    'endReward.rewardId': [endedId],
    'claimReward.rewardId': [rewardId],
    'mint.id': [mintId],
    mintId: [mintId],
  };
}
