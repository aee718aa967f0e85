interface DatabaseError {
  code?: unknown;
  constraint?: unknown;
  detail?: unknown;
  meta?: unknown;
}

/** What the error of a unique violation says about the constraint and its columns, or null for every other error. */
function violated(error: unknown): string | null {
  const { code, constraint, detail, meta } = (error ?? {}) as DatabaseError;
  // `Key (email)=(a@example.com) already exists.`: the value must not be mistaken for a name.
  if (code === '23505') return `${String(constraint)} ${String(detail).split('=')[0]}`;
  const said = JSON.stringify(meta ?? '');
  // Prisma says P2010 for a statement in SQL, with Postgres's own code beside it.
  return code === 'P2002' || (code === 'P2010' && said.includes('23505')) ? said : null;
}

/**
 * Whether a write broke a unique constraint, for errors of `pg` and of Prisma. With `names`, one of the constraints or
 * columns that have such a name, or a part of it: `isUniqueViolation(error, 'email')`.
 */
export function isUniqueViolation(error: unknown, ...names: string[]): boolean {
  const text = violated(error);
  return text !== null && (names.length === 0 || names.some((name) => text.includes(name)));
}
