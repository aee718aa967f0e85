import type { Queryable } from '@soko/postgres';
import { isRefusedAttempt, orderStatuses } from '../../domain/order-status.ts';
import { maxUnended, platformPayer } from '../../domain/promotions/code.ts';
import type { Candidate } from '../../domain/promotions/eligibility.ts';
import { promotionColumns, type PromotionRow, toPromotion } from './promotion-rows.ts';

/** SQL: a promotion `p` that buyers get without a code, and that runs at `now`. */
const runsByItself = (now: string): string =>
  `p.activation = 'AUTOMATIC' AND p.ended_at IS NULL AND p.starts_at <= ${now} AND (p.ends_at IS NULL OR p.ends_at > ${now})`;

/** SQL: true when any promotion runs without a code. For statements that every checkout needs anyway. */
export const anyAutomatic = (now: string): string => `EXISTS (SELECT FROM promotion p WHERE ${runsByItself(now)})`;

const uncounted = [...orderStatuses.filter(isRefusedAttempt), 'CANCELLED'].map((status) => `'${status}'`).join(', ');

interface Row extends PromotionRow {
  usedCode: string | null;
  codeIsUsed: boolean;
  codeIsOfOther: boolean;
  usedByPerson: number;
  hasOrdered: boolean;
}

const columns = `${promotionColumns}, coalesce(u.used, 0) AS "usedByPerson", p.first_order_only AND EXISTS (
    SELECT FROM orders o WHERE o.buyer_id = $3 AND o.status NOT IN (${uncounted})) AS "hasOrdered"`;

/**
 * SQL: the automatic promotions of one payer, which `of` selects, as columns of candidates. At most as many as a payer can have at a
 * time, so that no payer hides the promotions of another.
 */
const automaticOf = (of: string, most: number): string => `SELECT ${columns}, NULL, false, false
        FROM (SELECT p.* FROM promotion p WHERE ${of} AND ${runsByItself('$4')} ORDER BY p.priority DESC, p.id LIMIT ${most}) p
          LEFT JOIN promotion_use u ON u.promotion_id = p.id AND u.person = $3`;

/**
 * SQL: the promotion codes that a code `w` stands for: those of the payers `$5`. When they have none, one of any other seller, so that
 * the buyer learns that it is for other goods.
 */
const codesOf = `SELECT k.* FROM promotion_code k WHERE k.code = w.code AND k.payer = ANY($5::text[])
          UNION ALL
          (SELECT k.* FROM promotion_code k WHERE k.code = w.code
            AND NOT EXISTS (SELECT FROM promotion_code o WHERE o.code = w.code AND o.payer = ANY($5::text[]))
            ORDER BY k.payer LIMIT 1)`;

/** The promotions of some codes, and the automatic ones that these sellers' goods may get. One statement. Unknown codes are missing. */
export async function findCandidates(
  db: Queryable,
  {
    codes,
    sellerIds,
    buyerId,
    now,
  }: {
    codes: readonly string[];
    sellerIds: readonly string[];
    buyerId: string | null;
    now: Date;
  },
): Promise<Candidate[]> {
  const { rows } = await db.query<Row>({
    name: 'promotion-candidates',
    // SQL: promotions, codes, uses and earlier orders in one statement.
    text: `(SELECT ${columns}, c.code AS "usedCode", c.checkout_id IS NOT NULL AS "codeIsUsed",
          c.holder_id IS NOT NULL AND c.holder_id IS DISTINCT FROM $3 AS "codeIsOfOther"
        FROM unnest($1::text[]) WITH ORDINALITY AS w (code, place) CROSS JOIN LATERAL (${codesOf}) AS c
          JOIN promotion p ON p.id = c.promotion_id
          LEFT JOIN promotion_use u ON u.promotion_id = p.id AND u.person = $3
        ORDER BY w.place, c.payer <> '${platformPayer}', c.payer)
      UNION ALL
      (${automaticOf('p.seller_id IS NULL', maxUnended.platform)})
      UNION ALL
      (SELECT each.* FROM unnest($2::text[]) AS s (id) CROSS JOIN LATERAL (${automaticOf('p.seller_id = s.id', maxUnended.seller)}) AS each)`,
    values: [codes, sellerIds, buyerId, now, [platformPayer, ...sellerIds]],
  });
  return rows.map(({ usedCode, codeIsUsed, codeIsOfOther, usedByPerson, hasOrdered, ...row }) => ({
    promotion: toPromotion(row),
    code: usedCode,
    codeIsUsed,
    codeIsOfOther,
    usedByPerson,
    hasOrdered,
  }));
}
