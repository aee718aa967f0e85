import { z } from 'zod';

/** Invalid environment variables. `message` lists all problems, one per line, so that they can be corrected at once. */
export class BadEnvironment extends Error {
  override readonly name = 'BadEnvironment';
}

/**
 * Reads the variables named in `shape` from `source` (strings, as the operating system gives them) and returns them
 * parsed. Empty strings count as not set. Throws `BadEnvironment` with all problems together.
 */
export function readEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Record<string, string | undefined> = process.env,
): z.infer<z.ZodObject<Shape>> {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = z.object(shape).safeParse(present);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new BadEnvironment(`Invalid environment variables:\n${lines.join('\n')}`);
}

/** `true`, `1`, `yes` or `on`, and `false`, `0`, `no` or `off`. */
export const flag = z
  .string()
  .regex(/^(true|false|1|0|yes|no|on|off)$/i, 'expected true or false')
  .transform((text) => /^(true|1|yes|on)$/i.test(text));

/** A TCP port. */
export const port = z.coerce.number().int().min(0).max(65535);

/** A list such as `a, b,c`, without its empty entries. */
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
);

/** A number of days after which data is deleted. */
export const days = (fallback: number) => z.coerce.number().int().min(1).max(36_500).default(fallback);
