/** JSON for a parameter of a statement. Amounts in minor units become strings, because JSON has no bigint. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));
