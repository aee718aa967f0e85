import { badUserInput } from '@soko/errors';
import type { Money } from '@soko/money';
import type { FulfilmentContext } from '../context.ts';
import { readAddress, readCountry, type WrittenAddress } from '../domain/address.ts';
import type { DeliveryMethod } from '../domain/delivery.ts';
import { type Parcel, type ParcelLine, priceParcel } from '../domain/delivery-price.ts';
import { mostAtOnce, readCount, readQuantity } from '../domain/read-quantity.ts';
import type { KnownVariant } from '../domain/variant.ts';

interface QuoteLine {
  variantId: string;
  quantity: number;
}

export interface Quote {
  price: Money;
  boxes: number;
  parcels: { sellerId: string; price: Money; boxes: number }[];
}

async function readLines({ loaders }: FulfilmentContext, lines: readonly QuoteLine[]) {
  readCount(lines, { min: 1, max: 100 }, 'lines');
  const variants = await Promise.all(lines.map(({ variantId }) => loaders.variant.load(variantId)));
  return lines.map(({ quantity }, index) => {
    readQuantity(quantity, { min: 1, max: 10_000 }, `lines.${index}.quantity`);
    const variant = variants[index];
    if (variant == null) throw badUserInput('There is no such variant.', `lines.${index}.variantId`);
    return { variant, quantity };
  });
}

type Line = { variant: KnownVariant; quantity: number };

const toParcelLine = ({ variant, quantity }: Line): ParcelLine => ({ quantity, package: variant.package });

function bySeller(lines: readonly Line[]): Map<string, Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const { sellerId } = line.variant;
    groups.set(sellerId, [...(groups.get(sellerId) ?? []), line]);
  }
  return groups;
}

/** What it costs to deliver variants: a parcel per seller, in the currency of the variants. */
export async function quoteDelivery(
  context: FulfilmentContext,
  input: { lines: readonly QuoteLine[]; address: WrittenAddress; method: DeliveryMethod },
): Promise<Quote> {
  const { country } = readAddress(input.address, 'address');
  const lines = await readLines(context, input.lines);
  const { currency } = lines[0]!.variant;
  if (lines.some(({ variant }) => variant.currency !== currency)) {
    throw badUserInput('Variants of one quote are priced in one currency.', 'lines');
  }
  const rates = await context.rates.table();
  const parcels = [...bySeller(lines)].map(([sellerId, theirs]) => ({
    sellerId,
    ...priceParcel(rates, { method: input.method, country, currency, lines: theirs.map(toParcelLine) }),
  }));
  const amountMinor = parcels.reduce((sum, { price }) => sum + price.amountMinor, 0n);
  const boxes = parcels.reduce((sum, parcel) => sum + parcel.boxes, 0);
  return { price: { amountMinor, currency }, boxes, parcels };
}

type WrittenParcel = Omit<Parcel, 'lines' | 'currency'> & {
  orderKey: string;
  currency?: string | undefined;
  lines: readonly { quantity: number; package?: ParcelLine['package'] | undefined }[];
};

function readParcel(
  { orderKey, lines, currency = 'EUR', ...parcel }: WrittenParcel,
  index: number,
): Parcel & { orderKey: string } {
  const field = `parcels.${index}`;
  return {
    ...parcel,
    orderKey,
    currency,
    country: parcel.method === 'NONE' ? parcel.country : readCountry(parcel.country, `${field}.country`),
    lines: lines.map(({ quantity, package: size = null }, line) => {
      readQuantity(quantity, { min: 1, max: mostAtOnce }, `${field}.lines.${line}.quantity`);
      if (size !== null) {
        for (const [name, value] of Object.entries(size)) {
          readQuantity(value, { min: 1, max: mostAtOnce }, `${field}.lines.${line}.package.${name}`);
        }
      }
      return { quantity, package: size };
    }),
  };
}

/** What delivery costs, parcel by parcel. */
export async function priceParcels({ rates }: FulfilmentContext, parcels: readonly WrittenParcel[]) {
  readCount(parcels, { min: 0, max: 100 }, 'parcels');
  const table = await rates.table();
  return parcels.map(readParcel).map((parcel) => ({ orderKey: parcel.orderKey, ...priceParcel(table, parcel) }));
}
