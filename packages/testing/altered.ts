/**
 * A token or a sealed value with another character near its end. The last character but one, because the last one of base64 has
 * bits that say nothing. Text that is always the same, such as `AA`, can be what was there.
 */
export const altered = (text: string): string =>
  `${text.slice(0, -2)}${text.at(-2) === 'A' ? 'B' : 'A'}${text.slice(-1)}`;
