import { requireService } from '@soko/auth';
import { readCountry, readList, readQuantity } from '@soko/input';
import type { FulfilmentContext } from '../context.ts';
import { type Parcel, type ParcelLine, priceParcel } from '../domain/delivery-price.ts';
import { maxQuantity } from '../domain/stock-item.ts';

export type PriceParcelsInput = Omit<Parcel, 'lines' | 'currency'> & {
  orderKey: string;
  currency?: string | undefined;
  lines: readonly { quantity: number; package?: ParcelLine['package'] | undefined }[];
};

function readParcel({ orderKey, lines, currency = 'EUR', ...parcel }: PriceParcelsInput, index: number) {
  const field = `parcels.${index}`;
  const readPositive = (value: number, path: string) => readQuantity(value, path, { min: 1, max: maxQuantity });
  return {
    ...parcel,
    orderKey,
    currency,
    country: parcel.method === 'NONE' ? parcel.country : readCountry(parcel.country, `${field}.country`),
    lines: lines.map(({ quantity, package: size = null }, line) => {
      readPositive(quantity, `${field}.lines.${line}.quantity`);
      for (const [name, value] of Object.entries(size ?? {})) {
        readPositive(value, `${field}.lines.${line}.package.${name}`);
      }
      return { quantity, package: size };
    }),
  };
}

/** The delivery price of each parcel, for other services. */
export async function priceParcels({ viewer, rates }: FulfilmentContext, parcels: readonly PriceParcelsInput[]) {
  requireService(viewer);
  readList(parcels, 'parcels', { min: 0, max: 100 });
  const table = await rates.table();
  return parcels.map(readParcel).map((parcel) => ({ orderKey: parcel.orderKey, ...priceParcel(table, parcel) }));
}
