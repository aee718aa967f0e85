import type { UserViewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { type TestSubgraph, until } from '@soko/testing';
import { custodialWallet, mintToken, type Shop, untilMint } from './chain-scene.ts';

const refusal = '... on UserError { code message }';

export const rewardFields = 'id kind title text status quota claimed minimumAmount';

export const claimFields = `... on RewardClaim { id couponCode promotionCode redeemedAt mint { id status to token { id } } reward { id text } }
  ... on RewardNotOpen { status } ... on RewardItemsMissing { needed available } ${refusal}`;

/** What a spec does with rewards of one graph. */
export function rewardScene(graph: TestSubgraph) {
  async function mutate(as: UserViewer, name: string, fields: string, given: object) {
    const { data, errors } = await graph.query(
      `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} } }`,
      { input: given },
      { as },
    );
    return errors === undefined ? data[name] : { error: errors[0]!.extensions?.['code'] };
  }
  const follow = () => graph.subgraph.runJob('chain.follow-transfers');
  const itemsOf = async (as: UserViewer, tokenId: string): Promise<number> => {
    const { data } = await graph.query('{ tokensOf { nodes { amount token { id } } } }', {}, { as });
    const held = data['tokensOf'].nodes as { amount: number; token: { id: string } }[];
    return held.filter(({ token }) => token.id === tokenId).reduce((sum, { amount }) => sum + amount, 0);
  };
  /** Follows the chain until a person has items. */
  const untilItems = (as: UserViewer, tokenId: string, amount: number) =>
    until(`the person has ${amount} items`, async () => {
      await graph.subgraph.runJob('chain.send-calls');
      await follow();
      return (await itemsOf(as, tokenId)) === amount ? true : null;
    });
  return {
    follow,
    untilItems,
    create: (as: UserViewer, tokenId: string, more: object = {}) =>
      mutate(as, 'createReward', `... on Reward { ${rewardFields} } ${refusal}`, {
        idempotencyKey: newId('req'),
        tokenId,
        kind: 'COUPON',
        title: 'A coffee',
        text: 'A coffee at our bar.',
        quota: 3,
        ...more,
      }),
    createGift: (as: UserViewer, tokenId: string, giftTokenId: string, more: object = {}) =>
      mutate(as, 'createReward', `... on Reward { ${rewardFields} gift { id } } ${refusal}`, {
        idempotencyKey: newId('req'),
        tokenId,
        giftTokenId,
        kind: 'GIFT',
        title: 'A badge',
        quota: 3,
        ...more,
      }),
    createDiscount: (as: UserViewer, tokenId: string, promotionId: string, more: object = {}) =>
      mutate(as, 'createReward', `... on Reward { ${rewardFields} promotionId endsAt } ${refusal}`, {
        idempotencyKey: newId('req'),
        tokenId,
        promotionId,
        kind: 'DISCOUNT',
        title: 'A fifth less',
        quota: 3,
        ...more,
      }),
    end: (as: UserViewer, rewardId: string) =>
      mutate(as, 'endReward', `... on Reward { ${rewardFields} }`, { rewardId }),
    claim: (as: UserViewer, rewardId: string, more: object = {}) =>
      mutate(as, 'claimReward', claimFields, { idempotencyKey: newId('req'), rewardId, ...more }),
    redeem: (as: UserViewer, storeId: string, code: string, more: object = {}) =>
      mutate(as, 'redeemReward', `... on RewardClaim { id redeemedAt } ... on RewardRedeemed { since } ${refusal}`, {
        idempotencyKey: newId('req'),
        storeId,
        code,
        ...more,
      }),
    /** Mints items to the custodial wallet of a person, and follows the chain until they are seen. */
    async give(shop: Shop, tokenId: string, to: UserViewer, amount = 1): Promise<string> {
      const wallet = await custodialWallet(graph, to);
      const { id } = await mintToken(graph, shop, tokenId, { to: wallet, amount });
      await untilMint(graph, shop, id, 'CONFIRMED');
      await untilItems(to, tokenId, amount);
      return wallet;
    },
    send: (as: UserViewer, tokenId: string, to: string, amount = 1) =>
      mutate(as, 'transferToken', `... on TokenTransfer { id } ${refusal}`, {
        idempotencyKey: newId('req'),
        tokenId,
        to,
        amount,
      }),
    async mine(as: UserViewer) {
      const { data } = await graph.query(
        '{ myRewards { nodes { id myItems status endsAt myClaim { id couponCode promotionCode redeemedAt } } } }',
        {},
        { as },
      );
      return data['myRewards'].nodes;
    },
    async list(as: UserViewer, storeId: string) {
      const { data, errors } = await graph.query(
        'query ($storeId: ID!) { rewards(storeId: $storeId) { nodes { id claimed } } }',
        { storeId },
        { as },
      );
      return errors === undefined ? data['rewards'].nodes : errors[0]!.extensions?.['code'];
    },
  };
}

export type RewardScene = ReturnType<typeof rewardScene>;
