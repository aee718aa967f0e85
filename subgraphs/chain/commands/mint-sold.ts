import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { mintForLine } from '../domain/sale.ts';
import type { ChainServices } from '../services.ts';
import { lockPerson } from '../store/people.ts';
import { lockSalesOfOrder, saveSales } from '../store/sales.ts';
import { lockTokens } from '../store/token-products.ts';
import { lockToken } from '../store/tokens.ts';
import { receivingAddressOf } from '../store/wallets.ts';
import { endSale } from './end-sale.ts';
import { freeItems } from './give-back-tokens.ts';
import { addMint } from './reserve-mint.ts';

/**
 * An order is charged: each of its lines that sells a token is minted for the buyer, once. A repeat changes nothing. Supply and
 * plan were reserved with the order, so that no paid line is refused for them.
 */
export const mintSold = (
  services: Pick<ChainServices, 'pool' | 'now' | 'sealKeys'>,
  { orderId, buyerId }: { orderId: string; buyerId: string | null },
  trail: EventTrail,
): Promise<void> =>
  inTransaction(services.pool, async (tx) => {
    const sales = await lockSalesOfOrder(tx, orderId);
    const due = sales.filter(({ status }) => status === 'COMMITTED');
    if (due.length === 0) return;
    if (buyerId === null || !(await lockPerson(tx, buyerId))) {
      // Nobody is left to mint for: the buyer has erased their account.
      const lineIds = due.map(({ lineId }) => lineId);
      await endSale(tx, sales, lineIds, 'FAILED', trail);
      await freeItems(tx, due);
      return;
    }
    const recipient = await receivingAddressOf(tx, buyerId, services);
    await lockTokens(tx, [...new Set(due.map(({ tokenId }) => tokenId))]);
    for (const sale of due) {
      const { tokenId, storeId, quantity: amount, lineId } = sale;
      const { status } = (await lockToken(tx, tokenId))!;
      const wanted = {
        tokenId,
        storeId,
        recipient,
        userId: buyerId,
        amount,
        reference: mintForLine(sale),
        requestedBy: null,
      };
      const { id: mintId } = await addMint(tx, wanted, { status, trail });
      await saveSales(tx, [lineId], 'MINTING', { at: services.now(), mintId });
    }
  });
