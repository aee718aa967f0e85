import type { Resolvers } from '../generated/graphql.ts';
import { airdrop, airdropMutations, airdropQueries, airdropSubscription } from './airdrops.ts';
import { chainWallet, walletMutation, walletQuery } from './chain-wallet.ts';
import { claim, claimLink, claimMutations, claimQueries } from './claims.ts';
import { collection } from './collection.ts';
import { mint } from './mint.ts';
import { mutation } from './mutation.ts';
import { query } from './query.ts';
import { reward, rewardClaim, rewardMutations, rewardQueries } from './rewards.ts';
import { orderLine, product, salesMutation, store } from './sales.ts';
import { subscription } from './subscription.ts';
import { holdingQuery, tokenHolders, tokenHolding } from './token-holding.ts';
import { token } from './token.ts';
import { tokenTransfer, transferMutation, transferQuery, transferSubscription } from './transfers.ts';

export const resolvers: Resolvers = {
  Query: {
    ...query,
    ...walletQuery,
    ...claimQueries,
    ...rewardQueries,
    ...airdropQueries,
    ...holdingQuery,
    ...transferQuery,
  },
  Mutation: {
    ...mutation,
    ...walletMutation,
    ...claimMutations,
    ...rewardMutations,
    ...airdropMutations,
    ...salesMutation,
    ...transferMutation,
  },
  Subscription: { ...subscription, ...airdropSubscription, ...transferSubscription },
  Collection: collection,
  Token: { ...token, ...tokenHolders },
  TokenHolding: tokenHolding,
  TokenTransfer: tokenTransfer,
  Mint: mint,
  Airdrop: airdrop,
  ChainWallet: chainWallet,
  Claim: claim,
  ClaimLink: claimLink,
  Reward: reward,
  RewardClaim: rewardClaim,
  Product: product,
  OrderLine: orderLine,
  Store: store,
};
