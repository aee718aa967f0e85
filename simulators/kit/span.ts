import { z } from 'zod';

/** From `min` to `max` real milliseconds. */
export const span = z
  .strictObject({ min: z.number().int().min(0).max(120_000), max: z.number().int().min(0).max(120_000) })
  .refine(({ min, max }) => min <= max, 'min must not be greater than max');

export type Span = z.infer<typeof span>;

/** A whole number of milliseconds from the span. */
export const drawFrom = ({ min, max }: Span, random: () => number = Math.random): number =>
  min + Math.floor(random() * (max - min + 1));
