import type { Queryable } from '@soko/postgres';
import type { FeeRule, FeeScope, FeeWindow } from '../domain/fee-rule.ts';
import type { FeeRule as Model, PrismaClient } from '../generated/prisma/client.ts';

type Row = Omit<Model, 'createdAt'>;

const columns = `id, scope, target_id AS "targetId", basis_points AS "basisPoints", fixed, valid_from AS "validFrom",
  valid_until AS "validUntil", version, updated_at AS "updatedAt"`;

/** Reads the fixed part, which is kept as `{"EUR": "30"}`. */
const readFixed = (fixed: unknown): Record<string, bigint> =>
  Object.fromEntries(
    Object.entries(fixed as Record<string, string>).map(([currency, minor]) => [currency, BigInt(minor)]),
  );

const writeFixed = (fixed: FeeRule['fixed']): Record<string, string> =>
  Object.fromEntries(Object.entries(fixed).map(([currency, minor]) => [currency, minor.toString()]));

const toRule = ({ scope, fixed, ...row }: Row): FeeRule => ({
  ...row,
  scope: scope as FeeScope,
  fixed: readFixed(fixed),
});

/** All rules, past and future ones as well: the default first, and of each target the latest first. */
export async function findFeeRules(db: PrismaClient): Promise<FeeRule[]> {
  const latestFirst = { validFrom: { sort: 'desc', nulls: 'last' } } as const;
  const rows = await db.feeRule.findMany({ orderBy: [{ scope: 'asc' }, { targetId: 'asc' }, latestFirst] });
  const rules = rows.map(toRule);
  return [...rules.filter(({ scope }) => scope === 'DEFAULT'), ...rules.filter(({ scope }) => scope !== 'DEFAULT')];
}

/** The rules that apply now to sales of these sellers in these categories. */
export async function findFeeRulesFor(
  pool: Queryable,
  sellerIds: readonly string[],
  categoryIds: readonly string[],
  now: Date,
): Promise<FeeRule[]> {
  // SQL: hot (every quote of a checkout).
  const { rows } = await pool.query<Row>({
    name: 'fee-rules-for',
    text: `SELECT ${columns} FROM fee_rule
      WHERE ((scope = 'DEFAULT' AND target_id = '') OR (scope = 'SELLER' AND target_id = ANY($1))
          OR (scope = 'CATEGORY' AND target_id = ANY($2)))
        AND (valid_from IS NULL OR valid_from <= $3) AND (valid_until IS NULL OR valid_until > $3)`,
    values: [sellerIds, categoryIds, now],
  });
  return rows.map(toRule);
}

type Target = Pick<FeeRule, 'scope' | 'targetId'>;

/** The rules of a target. Others who change them wait until the end of the transaction. */
export async function lockFeeRules(tx: Queryable, { scope, targetId }: Target): Promise<FeeRule[]> {
  // SQL: an advisory lock, because the target may have no rule yet.
  await tx.query({
    name: 'fee-rules-lock',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('fee-rules:' || $1 || ':' || $2, 0))`,
    values: [scope, targetId],
  });
  const { rows } = await tx.query<Row>({
    name: 'fee-rules-of-target',
    text: `SELECT ${columns} FROM fee_rule WHERE scope = $1 AND target_id = $2 ORDER BY valid_from NULLS FIRST`,
    values: [scope, targetId],
  });
  return rows.map(toRule);
}

export async function insertFeeRule(tx: Queryable, rule: FeeRule): Promise<void> {
  await tx.query({
    name: 'fee-rule-insert',
    // SQL: in the transaction that makes room for it.
    text: `INSERT INTO fee_rule (id, scope, target_id, basis_points, fixed, valid_from, valid_until, version, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    values: [
      rule.id,
      rule.scope,
      rule.targetId,
      rule.basisPoints,
      JSON.stringify(writeFixed(rule.fixed)),
      rule.validFrom,
      rule.validUntil,
      rule.version,
      rule.updatedAt,
    ],
  });
}

/** Ends a rule at the end of `left`, or removes it when nothing is left of it. Such a rule was never in force. */
export async function shortenFeeRule(tx: Queryable, id: string, left: FeeWindow | null, now: Date): Promise<void> {
  // SQL: in the transaction of the rule that takes its place.
  if (left === null) {
    await tx.query({ name: 'fee-rule-remove', text: 'DELETE FROM fee_rule WHERE id = $1', values: [id] });
    return;
  }
  await tx.query({
    name: 'fee-rule-shorten',
    text: 'UPDATE fee_rule SET valid_until = $2, updated_at = $3 WHERE id = $1',
    values: [id, left.validUntil, now],
  });
}
