import { z } from 'zod';
import { parseVariables } from './problems.ts';

/** Wrong environment variables. `message` lists all problems, one per line, so that they can be corrected at once. */
export class BadEnvironment extends Error {
  override readonly name = 'BadEnvironment';
  /** One sentence each, without a full stop. */
  readonly problems: readonly string[];

  constructor(...problems: string[]) {
    super(`Wrong settings (docs/variables.md describes all):\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the variables named in `shape` from `source` (strings, as the operating system gives them) and returns them
 * parsed. Blank strings count as not set. Throws `BadEnvironment` with all problems together.
 */
export function readEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Record<string, string | undefined> = process.env,
): z.infer<z.ZodObject<Shape>> {
  const read = parseVariables(shape, source);
  if ('problems' in read) throw new BadEnvironment(...read.problems);
  return read.values;
}

/**
 * The variables, with the defaults of those that are wrong, for checks of several variables together that shall not wait until
 * each of them is right. Null when a wrong one has no default.
 */
export function readRightEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Record<string, string | undefined>,
): z.infer<z.ZodObject<Shape>> | null {
  const read = parseVariables(shape, source);
  return 'problems' in read ? read.others : read.values;
}

/** Runs every check, also after one that fails, and throws one `BadEnvironment` with the problems of all. */
export async function checkTogether(checks: readonly (() => unknown)[]): Promise<void> {
  const problems = new Set<string>();
  for (const check of checks) {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof BadEnvironment)) throw error;
      for (const problem of error.problems) problems.add(problem);
    }
  }
  if (problems.size > 0) throw new BadEnvironment(...problems);
}

/** `true`, `1`, `yes` or `on`, and `false`, `0`, `no` or `off`. */
export const flag = z
  .string()
  .regex(/^(true|false|1|0|yes|no|on|off)$/i, 'is neither true nor false')
  .transform((text) => /^(true|1|yes|on)$/i.test(text));

const notAPort = { error: 'is not a port; use 0 to 65535' };

/** A TCP port. */
export const port = z.coerce.number(notAPort).int(notAPort).min(0, notAPort).max(65535, notAPort);

/** A whole number from 1. */
export const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** A time in milliseconds, also 0. */
export const milliseconds = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** A list such as `a, b,c`, without its empty entries. */
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
);

/** A list whose entries all satisfy `isAllowed`. `expected` continues `"foo" is not …`. */
export const listOf = (isAllowed: (entry: string) => boolean, expected: string) =>
  commaList.superRefine((entries, context) => {
    const wrong = entries.filter((entry) => !isAllowed(entry));
    if (wrong.length === 0) return;
    const quoted = wrong.map((entry) => `"${entry}"`).join(', ');
    context.addIssue(entries.length === 1 ? `is not ${expected}` : `names ${quoted}, which is not ${expected}`);
  });

/** A number of days after which data is deleted. */
export const days = (fallback: number) => z.coerce.number().int().min(1).max(36_500).default(fallback);
