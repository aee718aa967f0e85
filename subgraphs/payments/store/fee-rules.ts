import { isUniqueViolation, type Queryable } from '@soko/postgres';
import type { FeeRule, FeeScope } from '../domain/fee-rule.ts';
import type { FeeRule as Model, PrismaClient } from '../generated/prisma/client.ts';

type Row = Omit<Model, 'createdAt'>;

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

/** All rules, the default first. */
export async function findFeeRules(db: PrismaClient): Promise<FeeRule[]> {
  const rows = await db.feeRule.findMany({ orderBy: [{ scope: 'asc' }, { targetId: 'asc' }] });
  const rules = rows.map(toRule);
  return [...rules.filter(({ scope }) => scope === 'DEFAULT'), ...rules.filter(({ scope }) => scope !== 'DEFAULT')];
}

/** The rules that can apply to sales of these sellers in these categories. */
export async function findFeeRulesFor(
  pool: Queryable,
  sellerIds: readonly string[],
  categoryIds: readonly string[],
): Promise<FeeRule[]> {
  // SQL: hot (every quote of a checkout).
  const { rows } = await pool.query<Row>({
    name: 'fee-rules-for',
    text: `SELECT id, scope, target_id AS "targetId", basis_points AS "basisPoints", fixed, version, updated_at AS "updatedAt"
      FROM fee_rule WHERE (scope = 'DEFAULT' AND target_id = '') OR (scope = 'SELLER' AND target_id = ANY($1))
        OR (scope = 'CATEGORY' AND target_id = ANY($2))`,
    values: [sellerIds, categoryIds],
  });
  return rows.map(toRule);
}

/** Sets a rule if it has the expected version (null: any, 0: the rule is new). Null if it has another. */
export async function saveFeeRule(
  db: PrismaClient,
  rule: FeeRule,
  expectedVersion: number | null,
): Promise<FeeRule | null> {
  const { id, scope, targetId, basisPoints, updatedAt } = rule;
  const values = { basisPoints, fixed: writeFixed(rule.fixed), updatedAt };
  const [changed] = await db.feeRule.updateManyAndReturn({
    where: { scope, targetId, ...(expectedVersion === null ? {} : { version: expectedVersion }) },
    data: { ...values, version: { increment: 1 } },
  });
  if (changed !== undefined) return toRule(changed);
  if ((expectedVersion ?? 0) !== 0) return null;
  try {
    return toRule(await db.feeRule.create({ data: { id, scope, targetId, ...values, createdAt: updatedAt } }));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // Another request has created the rule since the update.
    return expectedVersion === null ? saveFeeRule(db, rule, null) : null;
  }
}
