import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { ChainContext } from '../context.ts';
import { monthOf } from '../domain/mint.ts';
import { findShort, type ShortLine, type WantedLine } from '../domain/sale.ts';
import { countMintsSince } from '../store/mints.ts';
import { findSales, holdSales, lockSales, saveSales } from '../store/sales.ts';
import { lockStore } from '../store/stores.ts';
import { findStoresOnSale, lockTokensOnSale } from '../store/token-products.ts';
import { reserveItems } from '../store/tokens.ts';

const maxLines = 500;

const maxTtlSeconds = 86_400;

type Reserved = { __typename: 'TokensReserved'; count: number } | { __typename: 'TokensShort'; lines: ShortLine[] };

const productsOf = (lines: readonly WantedLine[]): string[] => [...new Set(lines.map(({ productId }) => productId))];

/** Locks the stores of products, and returns the mints that are left of their plans this month. An inactive store has none. */
async function lockPlans(tx: Queryable, productIds: readonly string[], at: Date): Promise<Map<string, number>> {
  const left = new Map<string, number>();
  for (const storeId of await findStoresOnSale(tx, productIds)) {
    const store = await lockStore(tx, storeId);
    const isActive = store?.status === 'ACTIVE';
    left.set(storeId, isActive ? store.mintQuota - (await countMintsSince(tx, storeId, monthOf(at))) : 0);
  }
  return left;
}

/**
 * Holds items of tokens for the lines of orders, all or none, with a mint of the store's plan for each line. A repeat changes
 * nothing, and holds lines once more whose time was over. The lines of an order that has ended get none.
 */
export async function reserveTokens(
  { viewer, pool, now, openChain, chainId }: ChainContext,
  { lines, ttlSeconds }: { lines: readonly WantedLine[]; ttlSeconds: number },
): Promise<Reserved> {
  requireService(viewer);
  if (lines.length === 0 || lines.length > maxLines)
    throw badUserInput(`lines must have 1 to ${maxLines} items.`, 'lines');
  if (lines.some(({ quantity }) => quantity < 1)) throw badUserInput('quantity must be at least 1.', 'lines');
  if (ttlSeconds < 1 || ttlSeconds > maxTtlSeconds) {
    throw badUserInput(`ttlSeconds must be 1 to ${maxTtlSeconds}.`, 'ttlSeconds');
  }
  const at = now();
  return inTransaction(pool, async (tx): Promise<Reserved> => {
    // Stores before tokens, as everywhere.
    const plans = await lockPlans(tx, productsOf(lines), at);
    const tokens = openChain === null ? [] : await lockTokensOnSale(tx, productsOf(lines), chainId);
    const onSale = new Map(tokens.map((token) => [token.productId, token]));
    const known = new Map(
      (
        await findSales(
          tx,
          lines.map(({ lineId }) => lineId),
        )
      ).map((sale) => [sale.lineId, sale]),
    );
    const over = lines.filter(({ lineId }) => known.get(lineId)?.status === 'RELEASED');
    if (over.length > 0) {
      return {
        __typename: 'TokensShort',
        lines: over.map(({ variantId, quantity }) => ({ variantId, requested: quantity, available: 0 })),
      };
    }
    const wanted = lines.filter(({ lineId }) => (known.get(lineId)?.status ?? 'EXPIRED') === 'EXPIRED');
    const short = findShort(wanted, onSale, plans);
    if (short.length > 0) return { __typename: 'TokensShort', lines: short };
    const held = wanted.map((line) => ({ ...line, ...onSale.get(line.productId)! }));
    for (const { tokenId, quantity } of held) {
      if (!(await reserveItems(tx, tokenId, quantity)))
        throw new Error(`Token ${tokenId} has fewer items than were counted.`);
    }
    if (held.length > 0) await holdSales(tx, held, { at, expiresAt: new Date(at.getTime() + ttlSeconds * 1_000) });
    return { __typename: 'TokensReserved', count: lines.length };
  });
}

type Committed = { __typename: 'TokensCommitted'; count: number } | { __typename: 'TokensGone'; lineIds: string[] };

/** Statuses of a sale whose items nobody else gets. */
const kept = new Set(['HELD', 'COMMITTED', 'MINTING', 'MINTED', 'FAILED']);

/** Keeps held items until their orders are charged or end. A repeat changes nothing. */
export async function commitTokens(
  { viewer, pool, now }: ChainContext,
  { lineIds }: { lineIds: readonly string[] },
): Promise<Committed> {
  requireService(viewer);
  if (lineIds.length === 0 || lineIds.length > maxLines) {
    throw badUserInput(`lineIds must have 1 to ${maxLines} items.`, 'lineIds');
  }
  return inTransaction(pool, async (tx): Promise<Committed> => {
    const sales = new Map((await lockSales(tx, lineIds)).map((sale) => [sale.lineId, sale]));
    const gone = lineIds.filter((lineId) => !kept.has(sales.get(lineId)?.status ?? ''));
    if (gone.length > 0) return { __typename: 'TokensGone', lineIds: gone };
    const held = lineIds.filter((lineId) => sales.get(lineId)!.status === 'HELD');
    if (held.length > 0) await saveSales(tx, held, 'COMMITTED', { at: now() });
    return { __typename: 'TokensCommitted', count: lineIds.length };
  });
}
