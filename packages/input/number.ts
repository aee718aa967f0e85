import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

export interface Range {
  min: number;
  max: number;
}

const rangeOf = ({ min, max }: Range): string => `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;

/** A whole number from `min` to `max`. Throws BAD_USER_INPUT at `field`. */
export function readQuantity(quantity: number, field: string, range: Range): number {
  if (Number.isSafeInteger(quantity) && quantity >= range.min && quantity <= range.max) return quantity;
  throw badUserInput(`${nameField(field)} must be a whole number from ${rangeOf(range)}.`, field);
}

/** A list of `min` to `max` items. Throws BAD_USER_INPUT at `field`. */
export function readList<Item>(items: readonly Item[], field: string, range: Range): readonly Item[] {
  if (items.length >= range.min && items.length <= range.max) return items;
  const count = range.min === range.max ? `exactly ${range.min}` : rangeOf(range);
  throw badUserInput(`${nameField(field)} must have ${count} item${range.max === 1 ? '' : 's'}.`, field);
}
