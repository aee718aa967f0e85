import { requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import { type CursorCodec, cursorOf, readPage, toConnection } from '@soko/pagination';
import { readReceiver } from '../commands/read-receiver.ts';
import type { ChainContext } from '../context.ts';
import type { QueryResolvers, TokenHoldingResolvers, TokenResolvers } from '../generated/graphql.ts';
import { listHolders, listHoldings } from '../store/balances.ts';
import { listWallets } from '../store/wallets.ts';

const isAddress = (text: unknown): text is string => typeof text === 'string' && /^0x[\da-f]{40}$/.test(text);

const holdingCursors: CursorCodec<readonly [tokenId: string, owner: string]> = {
  list: 'tokensOf',
  write: (cursor) => cursor,
  read: ([tokenId, owner, ...others]) =>
    typeof tokenId === 'string' && isId('ctk', tokenId) && isAddress(owner) && others.length === 0
      ? [tokenId, owner]
      : null,
};

const holderCursors: CursorCodec<readonly [amount: number, owner: string]> = {
  list: 'holders',
  write: (cursor) => cursor,
  read: ([amount, owner, ...others]) =>
    typeof amount === 'number' &&
    Number.isInteger(amount) &&
    amount > 0 &&
    amount <= 2_147_483_647 &&
    isAddress(owner) &&
    others.length === 0
      ? [amount, owner]
      : null,
};

/** The address that is asked for, or those of the viewer. */
async function ownersOf(owner: string | null, { viewer, pool }: ChainContext): Promise<string[]> {
  if (owner !== null) return [(await readReceiver(owner, 'owner')).toLowerCase()];
  return (await listWallets(pool, requireUser(viewer).id)).map(({ address }) => address);
}

export const holdingQuery: Pick<QueryResolvers, 'tokensOf'> = {
  async tokensOf(_, { owner, ...args }, context) {
    const owners = await ownersOf(owner ?? null, context);
    const page = readPage(args, holdingCursors);
    const found = await listHoldings(context.pool, owners, page);
    return toConnection(found, page, (each) => cursorOf(holdingCursors, [each.tokenId, each.owner]));
  },
};

export const tokenHolders: Pick<TokenResolvers, 'holders'> = {
  async holders({ id }, args, { pool }) {
    const page = readPage(args, holderCursors);
    const found = await listHolders(pool, id, page);
    return toConnection(found, page, ({ amount, owner }) => cursorOf(holderCursors, [amount, owner]));
  },
};

export const tokenHolding: TokenHoldingResolvers = {
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  async owner({ owner }) {
    const { getAddress } = await import('viem');
    return getAddress(owner);
  },
};
