import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageIn, pageOf } from './operations.ts';

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
      access: 'users',
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
      access: 'users',
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
      access: 'users',
      summary: 'Gives items of a token to an address.',
      operation: command('mintToken', 'Mint'),
      fills: { id: 'tokenId' },
      status: 202,
    },
    {
      method: 'GET',
      path: '/mints/{id}',
      access: 'users',
      summary: 'Returns one mint with its progress on the chain.',
      operation: oneOf('GetMint', 'mint', 'Mint'),
    },
  ],
};
