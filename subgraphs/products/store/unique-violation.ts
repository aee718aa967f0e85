/** The name of the unique index a statement ran into, or null when it failed for another reason. */
export function uniqueViolation(error: unknown): string | null {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  return code === '23505' ? String(constraint) : null;
}
