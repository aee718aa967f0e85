import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageIn, pageOf } from './operations.ts';

const reading = ['tokens:read', 'tokens:write'] as const;
const writing = ['tokens:write'] as const;

export const chain: RouteGroup = {
  name: 'Tokens',
  description: 'Collections of a store, their tokens, and the mints of these on the chain.',
  routes: [
    {
      method: 'GET',
      path: '/collections',
      access: 'everyone',
      summary: 'Lists the collections of a store, newest first.',
      operation: pageOf('ListCollections', 'collections', 'Collection', {
        variables: '$storeId: ID!',
        args: 'storeId: $storeId',
      }),
    },
    {
      method: 'POST',
      path: '/collections',
      access: writing,
      summary: 'Creates a collection, and deploys its contract.',
      operation: command('createCollection', 'Collection'),
      status: 202,
    },
    {
      method: 'GET',
      path: '/collections/{id}',
      access: 'everyone',
      summary: 'Returns one collection.',
      operation: oneOf('GetCollection', 'collection', 'Collection'),
    },
    {
      method: 'GET',
      path: '/collections/{id}/tokens',
      access: 'everyone',
      summary: 'Lists the tokens of a collection, oldest first.',
      operation: pageIn('ListTokens', 'collection(id: $id)', 'tokens', 'Token'),
      pick: 'tokens',
    },
    {
      method: 'POST',
      path: '/collections/{id}/tokens',
      access: writing,
      summary: 'Adds a token to a collection.',
      operation: command('createToken', 'Token'),
      fills: { id: 'collectionId' },
      status: 202,
    },
    {
      method: 'GET',
      path: '/tokens/{id}',
      access: 'everyone',
      summary: 'Returns one token.',
      operation: oneOf('GetToken', 'token', 'Token'),
    },
    {
      method: 'POST',
      path: '/tokens/{id}/mints',
      access: writing,
      summary: 'Gives items of a token to an address.',
      operation: command('mintToken', 'Mint'),
      fills: { id: 'tokenId' },
      status: 202,
    },
    {
      method: 'GET',
      path: '/mints/{id}',
      access: reading,
      summary: 'Returns one mint with its progress on the chain.',
      operation: oneOf('GetMint', 'mint', 'Mint'),
    },
  ],
};

export const giving: RouteGroup = {
  name: 'Airdrops and claim links',
  description: 'Items of tokens for many people: given to them (airdrops), or fetched by them (claim links).',
  routes: [
    {
      method: 'GET',
      path: '/airdrops',
      access: reading,
      summary: 'Lists the airdrops of a store, newest first.',
      operation: pageOf('ListAirdrops', 'airdrops', 'Airdrop', {
        variables: '$storeId: ID!',
        args: 'storeId: $storeId',
      }),
    },
    {
      method: 'POST',
      path: '/airdrops',
      access: writing,
      summary: 'Drafts an airdrop to addresses or to a segment. Nothing is reserved.',
      operation: command('createAirdrop', 'Airdrop', { isRefused: false }),
      status: 201,
    },
    {
      method: 'GET',
      path: '/airdrops/{id}',
      access: reading,
      summary: 'Returns one airdrop with its progress.',
      operation: oneOf('GetAirdrop', 'airdrop', 'Airdrop'),
    },
    {
      method: 'POST',
      path: '/airdrops/{id}/send',
      access: writing,
      summary: 'Sends an airdrop: its mints are made in the background.',
      operation: command('sendAirdrop', 'Airdrop'),
      fills: { id: 'airdropId' },
      status: 202,
    },
    {
      method: 'POST',
      path: '/airdrops/{id}/cancel',
      access: writing,
      summary: 'Cancels an airdrop that was not sent.',
      operation: command('cancelAirdrop', 'Airdrop'),
      fills: { id: 'airdropId' },
    },
    {
      method: 'GET',
      path: '/claim-links',
      access: reading,
      summary: 'Lists the claim links of a store, newest first.',
      operation: pageOf('ListClaimLinks', 'claimLinks', 'ClaimLink', {
        variables: '$storeId: ID!',
        args: 'storeId: $storeId',
      }),
    },
    {
      method: 'POST',
      path: '/claim-links',
      access: writing,
      summary: 'Creates a link with which people claim an item of a token each.',
      operation: command('createClaimLink', 'ClaimLink'),
      status: 201,
    },
    {
      method: 'POST',
      path: '/claim-links/{id}/close',
      access: writing,
      summary: 'Closes a claim link. What was claimed stays.',
      operation: command('closeClaimLink', 'ClaimLink', { isRefused: false }),
      fills: { id: 'linkId' },
    },
    {
      method: 'GET',
      path: '/claims/{code}',
      access: 'everyone',
      summary: 'Returns the claim link that has a code.',
      operation: 'query GetClaimLink($code: String!) { result: claimLink(code: $code) { ...ClaimLink } }',
    },
    {
      method: 'POST',
      path: '/claims/{code}',
      access: 'users',
      summary: 'Gives the caller an item of a claim link.',
      operation: command('claimToken', 'Claim'),
      status: 202,
    },
  ],
};
