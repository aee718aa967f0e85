import { badUserInput } from '@soko/errors';
import { readAddress, readList, readQuantity, type WrittenAddress } from '@soko/input';
import type { Money } from '@soko/money';
import type { FulfilmentContext } from '../context.ts';
import type { DeliveryMethod } from '../domain/delivery-method.ts';
import { type ParcelLine, priceParcel } from '../domain/delivery-price.ts';
import { maySeeStock } from '../domain/may-see.ts';
import type { KnownVariant } from '../domain/variant.ts';

export interface QuoteDeliveryInput {
  lines: readonly { variantId: string; quantity: number }[];
  address: WrittenAddress;
  method: DeliveryMethod;
}

export interface DeliveryQuote {
  price: Money;
  boxes: number;
  parcels: { sellerId: string; price: Money; boxes: number }[];
}

interface Line {
  variant: KnownVariant;
  quantity: number;
}

/** The variant if it is on sale or the viewer may see its stock. For others it does not exist. */
async function findVisibleVariant({ loaders, rights }: FulfilmentContext, id: string): Promise<KnownVariant | null> {
  const found = await loaders.variant.load(id);
  return found !== null && (found.isPublic || maySeeStock(await rights(), found)) ? found : null;
}

async function readLines(context: FulfilmentContext, lines: QuoteDeliveryInput['lines']): Promise<Line[]> {
  readList(lines, 'lines', { min: 1, max: 100 });
  const variants = await Promise.all(lines.map(({ variantId }) => findVisibleVariant(context, variantId)));
  return lines.map(({ quantity }, index) => {
    readQuantity(quantity, `lines.${index}.quantity`, { min: 1, max: 10_000 });
    const variant = variants[index];
    if (variant == null) throw badUserInput('This variant does not exist.', `lines.${index}.variantId`);
    return { variant, quantity };
  });
}

function groupBySeller(lines: readonly Line[]): Map<string, Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const { sellerId } = line.variant;
    groups.set(sellerId, [...(groups.get(sellerId) ?? []), line]);
  }
  return groups;
}

const toParcelLine = ({ variant, quantity }: Line): ParcelLine => ({ quantity, package: variant.package });

/** The price of delivering variants, in their currency: one parcel per seller. */
export async function quoteDelivery(context: FulfilmentContext, input: QuoteDeliveryInput): Promise<DeliveryQuote> {
  const { country } = readAddress(input.address, 'address');
  const lines = await readLines(context, input.lines);
  const { currency } = lines[0]!.variant;
  if (lines.some(({ variant }) => variant.currency !== currency)) {
    throw badUserInput('All variants of a quote must have prices in the same currency.', 'lines');
  }
  const rates = await context.rates.table();
  const parcels = [...groupBySeller(lines)].map(([sellerId, theirs]) => ({
    sellerId,
    ...priceParcel(rates, { method: input.method, country, currency, lines: theirs.map(toParcelLine) }),
  }));
  const amountMinor = parcels.reduce((sum, { price }) => sum + price.amountMinor, 0n);
  const boxes = parcels.reduce((sum, parcel) => sum + parcel.boxes, 0);
  return { price: { amountMinor, currency }, boxes, parcels };
}
