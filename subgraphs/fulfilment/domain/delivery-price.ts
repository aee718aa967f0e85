import type { Money } from '@soko/money';
import type { DeliveryMethod } from './delivery.ts';
import { feeOf, type RateTable } from './delivery-rate.ts';

/** How big and heavy one thing is when packed. */
export interface PackageSize {
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

/** So many of one thing; no package for what is not delivered in a box. */
export interface ParcelLine {
  quantity: number;
  package: PackageSize | null;
}

/** What one seller sends to one buyer. */
export interface Parcel {
  method: DeliveryMethod;
  country: string;
  currency: string;
  lines: readonly ParcelLine[];
}

/** A box is 500 mm long, wide and high, and carries 12 kg. */
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

/** Boxes × fee of the country. What is picked up, or not delivered at all, costs nothing. */
export function priceParcel(rates: RateTable, parcel: Parcel): { price: Money; boxes: number } {
  const { method, country, currency, lines } = parcel;
  const boxes = method === 'NONE' ? 0 : boxesFor(lines);
  const free = method === 'NONE' || method === 'PICKUP';
  const feeMinor = free ? 0 : feeOf(rates, { country, method, currency });
  return { price: { amountMinor: BigInt(boxes) * BigInt(feeMinor), currency }, boxes };
}
