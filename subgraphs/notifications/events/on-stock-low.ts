import { type EventsOf, fulfilmentStock } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

type StockLow = Extract<EventsOf<typeof fulfilmentStock>, { type: 'fulfilment.stock.low' }>;

const lettersOf = ({ data: { sellerId, variantId, sku, available } }: StockLow): PlannedLetter[] => [
  {
    to: 'seller',
    sellerId,
    write: ({ firstName }) => ({ template: 'stock-low', data: { firstName, sku: sku ?? variantId, available } }),
  },
];

/** Warns the seller when the stock of a variant falls to its mark. */
export const onStockLow = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: fulfilmentStock,
    types: ['low'],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
