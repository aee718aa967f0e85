import type { Money } from '@soko/money';
import { type DeliveryMethod, isPriced } from './delivery-method.ts';
import { feeOf, type RateTable } from './delivery-rate.ts';

/** Size and weight of one packed item. */
export interface PackageSize {
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

/** A quantity of one item. Items without a package, such as digital goods, need no box. */
export interface ParcelLine {
  quantity: number;
  package: PackageSize | null;
}

/** The parcel of one seller to one buyer. */
export interface Parcel {
  method: DeliveryMethod;
  country: string;
  currency: string;
  lines: readonly ParcelLine[];
}

/** One box holds 500 × 500 × 500 mm and 12 kg. */
const boxMm3 = 500n ** 3n;
const boxG = 12_000n;

const ceilDiv = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by;

/** Boxes = max(⌈Σ w·l·h·quantity / 500³ mm³⌉, ⌈Σ g·quantity / 12 000⌉). */
export function boxesFor(lines: readonly ParcelLine[]): number {
  let [volume, weight] = [0n, 0n];
  for (const { quantity, package: size } of lines) {
    if (size === null) continue;
    volume += BigInt(size.lengthMm) * BigInt(size.widthMm) * BigInt(size.heightMm) * BigInt(quantity);
    weight += BigInt(size.weightG) * BigInt(quantity);
  }
  const [byVolume, byWeight] = [ceilDiv(volume, boxMm3), ceilDiv(weight, boxG)];
  return Number(byVolume > byWeight ? byVolume : byWeight);
}

/** Boxes × fee of the country. PICKUP and NONE are free. */
export function priceParcel(rates: RateTable, parcel: Parcel): { price: Money; boxes: number } {
  const { method, country, currency, lines } = parcel;
  const boxes = method === 'NONE' ? 0 : boxesFor(lines);
  const feeMinor = isPriced(method) ? feeOf(rates, { country, method, currency }) : 0;
  return { price: { amountMinor: BigInt(boxes) * BigInt(feeMinor), currency }, boxes };
}
