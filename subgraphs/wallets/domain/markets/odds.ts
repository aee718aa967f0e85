/** The smallest and the largest odds, in thousandths: 1.001 and 1000.000. */
export const minOddsMilli = 1_001;
export const maxOddsMilli = 1_000_000;

const shape = /^(\d{1,7})(?:\.(\d{1,3}))?$/;

/** `"1.85"` → 1850. Null for a text that is not a decimal number with at most three decimals. */
function parseMilli(text: string): number | null {
  const match = shape.exec(text);
  return match === null ? null : Number(match[1]) * 1_000 + Number((match[2] ?? '').padEnd(3, '0'));
}

/** Decimal odds in thousandths: `"1.850"` and `"1.85"` are 1850. Null outside of 1.001 to 1000.000. */
export function parseOdds(text: string): number | null {
  const milli = parseMilli(text);
  return milli !== null && milli >= minOddsMilli && milli <= maxOddsMilli ? milli : null;
}

/** 1850 → `"1.850"`. */
export const formatOdds = (milli: number): string =>
  `${Math.trunc(milli / 1_000)}.${String(milli % 1_000).padStart(3, '0')}`;

const lineShape = /^([+-]?)(\d{1,3}(?:\.\d{1,3})?)$/;

/** The largest line on either side: 500. */
export const maxLineMilli = 500_000;

/** A line in thousandths, a multiple of a quarter: `"2.5"` is 2500, `"-0.75"` is -750. Null for other texts. */
export function parseLine(text: string): number | null {
  const match = lineShape.exec(text);
  if (match === null) return null;
  const size = parseMilli(match[2] as string) as number;
  if (size % 250 !== 0 || size > maxLineMilli) return null;
  return match[1] === '-' && size !== 0 ? -size : size;
}

/** 2500 → `"2.5"`, -750 → `"-0.75"`, 3000 → `"3"`. */
export function formatLine(milli: number): string {
  const size = Math.abs(milli);
  const decimals = String(size % 1_000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${milli < 0 ? '-' : ''}${Math.trunc(size / 1_000)}${decimals === '' ? '' : `.${decimals}`}`;
}
