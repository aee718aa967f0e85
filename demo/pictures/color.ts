type Rgb = readonly [red: number, green: number, blue: number];

const parse = (hex: string): Rgb =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)) as unknown as Rgb;

const format = (rgb: readonly number[]): string =>
  `#${rgb
    .map((value) =>
      Math.round(Math.min(255, Math.max(0, value)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/** `share` (0 to 1) of the second colour in the first. */
export function mix(first: string, second: string, share: number): string {
  const [a, b] = [parse(first), parse(second)];
  return format(a.map((value, index) => value + (b[index]! - value) * share));
}

/** From 0 (black) to 1 (white), as bright as eyes find it. */
export const brightness = (hex: string): number => {
  const [red, green, blue] = parse(hex);
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
};

/** How far apart two colours look, roughly from 0 to 1. */
export function distance(first: string, second: string): number {
  const [a, b] = [parse(first), parse(second)];
  const [red, green, blue] = a.map((value, index) => (value - b[index]!) / 255) as unknown as Rgb;
  return Math.sqrt(0.3 * red ** 2 + 0.5 * green ** 2 + 0.2 * blue ** 2);
}

/** A colour in the light and in the shade. Shadows lean to blue and lights to yellow, as they do in a room. */
export interface Tones {
  light: string;
  base: string;
  dark: string;
  deep: string;
}

export const tonesOf = (hex: string): Tones => ({
  light: mix(hex, '#fff6e0', 0.32),
  base: hex,
  dark: mix(hex, '#1d1b33', 0.2),
  deep: mix(hex, '#1d1b33', 0.45),
});
