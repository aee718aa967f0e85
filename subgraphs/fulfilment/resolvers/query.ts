import { toGraphMoney } from '@soko/money';
import { toConnection } from '@soko/pagination';
import { priceParcels, quoteDelivery } from '../commands/quote-delivery.ts';
import { requireRole, requireService, requireSignedIn } from '../commands/required.ts';
import { maySee } from '../domain/rights.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findDeliveryByNumber, listDeliveries } from '../store/find-deliveries.ts';
import { listPackagings } from '../store/find-packagings.ts';
import { datedCursor, readDatedPage } from './pages.ts';
import { seenByStaff } from './seen.ts';

export const query: QueryResolvers = {
  async stockItem(_, { variantId }, { viewer, loaders, rights }) {
    requireSignedIn(viewer);
    const item = await loaders.stockOfVariant.load(variantId);
    return item !== null && maySee(await rights(), item) ? item : null;
  },
  async packagingQueue(_, { status, ...args }, { viewer, pool }) {
    requireRole(viewer, 'WAREHOUSE');
    const page = readDatedPage(args);
    const rows = await listPackagings(pool, status ?? null, page);
    return toConnection(rows, page, datedCursor, seenByStaff);
  },
  async deliveries(_, { status, ...args }, { viewer, pool }) {
    requireRole(viewer, 'COURIER', 'WAREHOUSE');
    const page = readDatedPage(args);
    const rows = await listDeliveries(pool, status ?? null, page);
    return toConnection(rows, page, datedCursor, seenByStaff);
  },
  async deliveryQuote(_, { lines, address, method }, context) {
    const { price, boxes, parcels } = await quoteDelivery(context, { lines, address, method });
    return {
      price: toGraphMoney(price),
      boxes,
      parcels: parcels.map((parcel) => ({
        seller: { id: parcel.sellerId },
        price: toGraphMoney(parcel.price),
        boxes: parcel.boxes,
      })),
    };
  },
  trackDelivery: (_, { trackingNumber }, { pool }) =>
    findDeliveryByNumber(pool, trackingNumber.trim().toUpperCase().slice(0, 40)),
  deliveryRates: (_, __, { rates }) => rates.all(),
  async deliveryPrices(_, { parcels }, context) {
    requireService(context.identity);
    const prices = await priceParcels(
      context,
      parcels.map(({ lines, ...parcel }) => ({
        ...parcel,
        lines: lines.map(({ quantity, package: size }) => ({ quantity, package: size ?? null })),
      })),
    );
    return prices.map(({ orderKey, price, boxes }) => ({ orderKey, boxes, price: toGraphMoney(price) }));
  },
};
