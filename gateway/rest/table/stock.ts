import type { RouteGroup } from '../route.ts';
import { command } from './operations.ts';

const access = ['stock:write'] as const;

export const stock: RouteGroup = {
  name: 'Stock',
  description: 'Number of items of each variant. A variant has stock once goods were received.',
  routes: [
    {
      method: 'GET',
      path: '/stock/{variantId}',
      access,
      summary: 'Returns the stock of a variant with its last movements.',
      operation: 'query GetStock($variantId: ID!) { result: stockItem(variantId: $variantId) { ...StockItem } }',
    },
    {
      method: 'POST',
      path: '/stock/{variantId}/receipts',
      access,
      summary: 'Adds received goods to the stock of a variant.',
      operation: command('receiveStock', 'StockItem'),
      status: 201,
    },
    {
      method: 'POST',
      path: '/stock/{variantId}/adjustments',
      access,
      summary: 'Corrects the number of items on hand after a count.',
      operation: command('adjustStock', 'StockItem'),
      status: 201,
    },
  ],
};
