import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ProductsContext } from '../context.ts';
import { orderKeysEvent } from '../domain/licence-key-events.ts';
import { lockVariants } from '../store/digital-files.ts';
import { countKeysOfLines, type KeyLine, lockOrders, selectKeyedLines, takeKeys } from '../store/licence-keys.ts';
import { settleProductsOf } from './follow-stock.ts';

const maxLines = 500;

interface ShortLine {
  variantId: string;
  requested: number;
  available: number;
}

type Reserved =
  { __typename: 'LicenceKeysReserved'; count: number } | { __typename: 'LicenceKeysShort'; lines: ShortLine[] };

/** Rolls the reservation back. */
class KeysShort extends Error {
  override readonly name = 'KeysShort';
  readonly lines: ShortLine[];
  constructor(lines: ShortLine[]) {
    super('There are not enough licence keys.');
    this.lines = lines;
  }
}

function sumByVariant(lines: readonly KeyLine[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { variantId, quantity } of lines) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity);
  return sums;
}

/** The variants of which the lines have fewer keys than they need. */
function findShort(lines: readonly KeyLine[], counts: ReadonlyMap<string, number>): ShortLine[] {
  return [...sumByVariant(lines)]
    .map(([variantId, requested]) => ({ variantId, requested, available: counts.get(variantId) ?? 0 }))
    .filter(({ requested, available }) => available < requested);
}

/**
 * Gives each unit of the lines one licence key, where variants need keys: all or none. Digital goods that have neither files
 * nor keys count as short, so that nobody pays for nothing. A repeat changes nothing. An order that has ended gets none, so that a late request takes no keys that nobody would give back.
 */
export async function reserveLicenceKeys(
  context: ProductsContext,
  { lines }: { lines: readonly KeyLine[] },
): Promise<Reserved> {
  requireService(context.viewer);
  const { pool } = context;
  if (lines.length > maxLines) throw badUserInput(`lines must have at most ${maxLines} items.`, 'lines');
  if (lines.some(({ quantity }) => quantity < 1)) throw badUserInput('quantity must be at least 1.', 'lines');
  const keyed = await selectKeyedLines(pool, lines);
  if (keyed.length === 0) return { __typename: 'LicenceKeysReserved', count: 0 };
  try {
    const count = await takeAll(context, keyed);
    const variantIds = [...sumByVariant(keyed).keys()];
    await settleProductsOf(context, variantIds, () => context.trail);
    return { __typename: 'LicenceKeysReserved', count };
  } catch (error) {
    if (!(error instanceof KeysShort)) throw error;
    return { __typename: 'LicenceKeysShort', lines: error.lines };
  }
}

const takeAll = ({ pool, now, trail }: ProductsContext, lines: readonly KeyLine[]): Promise<number> =>
  inTransaction(pool, async (client) => {
    const ended = await lockOrders(
      client,
      lines.map(({ orderId }) => orderId),
      now(),
    );
    if (ended.length > 0) throw new KeysShort(findShort(lines, new Map()));
    await lockVariants(client, [...sumByVariant(lines).keys()]);
    const changes = await takeKeys(client, lines, now());
    const counts = await countKeysOfLines(
      client,
      lines.map(({ lineId }) => lineId),
    );
    const short = findShort(lines, counts);
    if (short.length > 0) throw new KeysShort(short);
    await tell(
      client,
      changes.map((change) => orderKeysEvent('keys_reserved', change, trail)),
    );
    return [...counts.values()].reduce((all, each) => all + each, 0);
  });
