import { z } from 'zod';

/** Variables whose value is never shown. URLs of databases hold a password. */
const isSecret = (name: string): boolean => /(_KEY|_KEYS|_KEYS_OLD|_KEY_ID|_SECRET|_PASSWORD|DATABASE_URL)$/.test(name);

const maxShown = 80;

/** The variable with its value, or without it when the value is secret or long. */
function subjectOf(name: string, value: string): string {
  const isShown = !isSecret(name) && !/:\/\/[^/]*@/.test(value) && value.length <= maxShown;
  return `${name}: ${isShown ? `"${value}"` : 'the value'}`;
}

interface Wrapper {
  innerType?: z.ZodType;
  in?: z.ZodType;
}

/** The schema that reads the value, without `.optional()`, `.default()` and `.transform()` around it. */
function innermost(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = schema.def as Wrapper;
  const inner = innerType ?? input;
  return inner === undefined ? schema : innermost(inner);
}

/** What a number may be: `a whole number from 1 to 100`. */
function rangeOf(schema: z.ZodNumber): string {
  const { minValue, maxValue } = schema;
  const isBounded = maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER;
  if (minValue === null || minValue < -Number.MAX_SAFE_INTEGER) return 'a whole number';
  return isBounded ? `a whole number from ${minValue} to ${maxValue}` : `a whole number of at least ${minValue}`;
}

/** What is wrong with a value, for schemas that have no sentence of their own. It follows the value. */
function predicateFor(issue: z.core.$ZodRawIssue, schema: z.ZodType): string {
  const inner = innermost(schema);
  if (inner instanceof z.ZodNumber) return `is not ${rangeOf(inner)}`;
  if (issue.code === 'invalid_value') return `is not one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'is not a URL, such as https://shop.example';
  if (issue.code === 'too_small') return `is shorter than ${issue.minimum} characters`;
  if (issue.code === 'too_big') return `is longer than ${issue.maximum} characters`;
  return 'is not allowed';
}

/**
 * Reads `source` by `shape`: the values, or one sentence per wrong variable: `PORT: "abc" is not a port; use 0 to 65535`. The
 * messages of schemas continue a sentence that begins with the value. `others` are the values when each wrong variable is
 * left out, or null when one of these is required.
 */
export function parseVariables<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Record<string, string | undefined>,
): { values: z.infer<z.ZodObject<Shape>> } | { problems: string[]; others: z.infer<z.ZodObject<Shape>> | null } {
  const present = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  ) as Record<string, string>;
  const schemaOf = (name: PropertyKey | undefined): z.ZodType => shape[String(name)] as z.ZodType;
  const parsed = z.object(shape).safeParse(present, {
    error: (issue) => predicateFor(issue, schemaOf(issue.path?.[0])),
  });
  if (parsed.success) return { values: parsed.data };
  const problems = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0]);
    const value = present[name];
    if (!problems.has(name))
      problems.set(name, value === undefined ? `${name} is required` : `${subjectOf(name, value)} ${message}`);
  }
  const right = Object.fromEntries(Object.entries(present).filter(([name]) => !problems.has(name)));
  return { problems: [...problems.values()], others: z.object(shape).safeParse(right).data ?? null };
}
