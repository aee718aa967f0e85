import type { Queryable } from '@soko/postgres';
import { defaultMinimumAge } from '../../domain/gaming/age.ts';
import type { ExclusionKind } from '../../domain/gaming/exclusion.ts';
import { type LimitKind, type LimitPeriod, limitsOfActivity } from '../../domain/gaming/limit.ts';
import { type GamingFacts, refuseActivity } from '../../domain/gaming/refuse-activity.ts';
import type { GamingRefusal } from '../../domain/gaming/refusals.ts';
import type { LimitedActivity } from './admit-activity.ts';
import { everyLimit, limitColumn, sqlPeriod, sqlUse, totalBefore, totalColumn } from './windows.ts';

interface Row {
  date_of_birth: string | null;
  minimum_age: number;
  exclusion_kind: ExclusionKind | null;
  excluded_until: Date | null;
  limits: { kind: LimitKind; period: LimitPeriod; limit: string; used: string; until: string | null }[];
}

const now = '$4::timestamptz';

/** SQL: the first time at which the amount `$3` fits into a limit, as enough of what counts has left the window. */
function fitsFrom(kind: LimitKind, period: LimitPeriod): string {
  const activity = kind === 'DEPOSIT' ? 'deposit' : 'stake';
  const returnsAfter = `(a.returned_minor - ${totalBefore('return', 'e.at')})`;
  return `(SELECT e.at + ${sqlPeriod[period]} FROM gaming_activity e WHERE e.user_id = $1 AND e.currency = $2
    AND e.activity = '${activity}' AND e.at > ${now} - ${sqlPeriod[period]} AND e.taken_back_at IS NULL
    AND a.${totalColumn[activity]} - e.before_minor - e.amount_minor ${kind === 'LOSS' ? `- ${returnsAfter}` : ''}
      + $3::bigint <= a.${limitColumn(kind, period)}
    ORDER BY e.at, e.sequence LIMIT 1)`;
}

const limitAsJson = ({ kind, period }: { kind: LimitKind; period: LimitPeriod }): string => `
  SELECT jsonb_build_object('kind', '${kind}', 'period', '${period}', 'limit', a.${limitColumn(kind, period)}::text,
    'used', ${sqlUse(kind, period, { account: 'a', now })}::text, 'until', ${fitsFrom(kind, period)}) AS value
  FROM account a WHERE a.${limitColumn(kind, period)} IS NOT NULL`;

const finding = (activity: LimitedActivity['activity']): string => `
  WITH account AS (SELECT * FROM gaming_account WHERE user_id = $1 AND currency = $2)
  SELECT p.date_of_birth::text, coalesce(m.years, ${defaultMinimumAge}) AS minimum_age, p.exclusion_kind, p.excluded_until,
    coalesce((SELECT jsonb_agg(value) FROM (
      ${everyLimit(limitsOfActivity[activity]).map(limitAsJson).join(' UNION ALL ')}) AS l), '[]') AS limits
  FROM (SELECT $1::text AS user_id) u LEFT JOIN gaming_person p USING (user_id)
    LEFT JOIN minimum_age m ON m.country = p.country`;

const statements = { deposit: finding('deposit'), stake: finding('stake') };

const toFacts = (row: Row): GamingFacts => ({
  dateOfBirth: row.date_of_birth,
  minimumAge: row.minimum_age,
  exclusion: row.exclusion_kind === null ? null : { kind: row.exclusion_kind, until: row.excluded_until },
  limits: row.limits.map(({ kind, period, limit, used, until }) => ({
    kind,
    period,
    limitMinor: BigInt(limit),
    usedMinor: BigInt(used),
    until: until === null ? null : new Date(until),
  })),
});

/** The refusal of a deposit or a stake if it were made now, or null. Records nothing: for quotes. One statement. */
export async function findGamingRefusal(
  db: Queryable,
  { userId, activity, amountMinor, currency, now: at }: Omit<LimitedActivity, 'reference'>,
): Promise<GamingRefusal | null> {
  const { rows } = await db.query<Row>({
    name: `gaming-refusal-${activity}`,
    // SQL: windows of all limits in one snapshot.
    text: statements[activity],
    values: [userId, currency, amountMinor, at],
  });
  return refuseActivity(toFacts(rows[0]!), { amountMinor, currency, now: at });
}
