import type { Tint } from '../pictures/tints.ts';
import type { Axis } from './shelf.ts';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Comes in colours; each has a picture of its own. */
export const colours = (...names: readonly Tint[]): Axis => ({
  name: 'Colour',
  values: names.map((name) => ({ value: capital(name), priceFactor: 1, tint: name })),
});

/** Comes in sizes at one price: `sizes('S', 'M', 'L')`. */
export const sizes = (...names: readonly string[]): Axis => ({
  name: 'Size',
  values: names.map((value) => ({ value, priceFactor: 1 })),
});

/** Comes in anything else; each value with its part of the price: `choice('Storage', { '128 GB': 1, '256 GB': 1.2 })`. */
export const choice = (name: string, factors: Readonly<Record<string, number>>): Axis => ({
  name,
  values: Object.entries(factors).map(([value, priceFactor]) => ({ value, priceFactor })),
});

/** The clothes sizes most makers cut. */
export const clothesSizes = sizes('XS', 'S', 'M', 'L', 'XL');

/** European shoe sizes. */
export const shoeSizes = sizes('37', '38', '39', '40', '41', '42', '43', '44');

/** What a buyer may do with a download. */
export const licences = choice('Licence', { Personal: 1, Commercial: 2.5 });
