import type { FeeRule, FeeScope } from '../domain/fee-rule.ts';
import type { Queryable } from './queryable.ts';

interface FeeRuleRow {
  id: string;
  scope: FeeScope;
  target_id: string;
  basis_points: number;
  fixed: Record<string, string>;
  version: number;
  updated_at: Date;
}

const toRule = (row: FeeRuleRow): FeeRule => ({
  id: row.id,
  scope: row.scope,
  targetId: row.target_id,
  basisPoints: row.basis_points,
  fixed: Object.fromEntries(Object.entries(row.fixed).map(([currency, minor]) => [currency, BigInt(minor)])),
  version: row.version,
  updatedAt: row.updated_at,
});

/** All of them, the default first. */
export async function findFeeRules(db: Queryable): Promise<FeeRule[]> {
  const { rows } = await db.query<FeeRuleRow>({
    name: 'fee-rules',
    text: "SELECT * FROM fee_rule ORDER BY scope = 'DEFAULT' DESC, scope, target_id",
  });
  return rows.map(toRule);
}

/** Those that may be about sales of these sellers in these categories. */
export async function findFeeRulesFor(
  db: Queryable,
  sellerIds: readonly string[],
  categoryIds: readonly string[],
): Promise<FeeRule[]> {
  const { rows } = await db.query<FeeRuleRow>({
    name: 'fee-rules-for',
    text: `SELECT * FROM fee_rule WHERE (scope = 'DEFAULT' AND target_id = '') OR (scope = 'SELLER' AND target_id = ANY($1))
      OR (scope = 'CATEGORY' AND target_id = ANY($2))`,
    values: [sellerIds, categoryIds],
  });
  return rows.map(toRule);
}

/** Sets a rule where it has the version that is expected; null when it has another. */
export async function saveFeeRule(
  db: Queryable,
  rule: FeeRule,
  expectedVersion: number | null,
): Promise<FeeRule | null> {
  const fixed = Object.fromEntries(Object.entries(rule.fixed).map(([currency, minor]) => [currency, minor.toString()]));
  const { rows } = await db.query<FeeRuleRow>({
    name: 'save-fee-rule',
    text: `WITH changed AS (
        UPDATE fee_rule SET basis_points = $4, fixed = $5, version = version + 1, updated_at = $6
        WHERE scope = $2 AND target_id = $3 AND ($7::int IS NULL OR version = $7) RETURNING *
      ), made AS (
        INSERT INTO fee_rule (id, scope, target_id, basis_points, fixed, created_at, updated_at)
        SELECT $1, $2, $3, $4, $5, $6, $6 WHERE coalesce($7, 0) = 0 AND NOT EXISTS (SELECT FROM changed)
        ON CONFLICT (scope, target_id) DO NOTHING RETURNING *
      )
      SELECT * FROM changed UNION ALL SELECT * FROM made`,
    values: [
      rule.id,
      rule.scope,
      rule.targetId,
      rule.basisPoints,
      JSON.stringify(fixed),
      rule.updatedAt,
      expectedVersion,
    ],
  });
  return rows[0] ? toRule(rows[0]) : null;
}
