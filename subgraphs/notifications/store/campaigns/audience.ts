import { createParameters, type Parameters, type Queryable } from '@soko/postgres';
import type { Campaign, Segment } from '../../domain/campaigns/campaign.ts';
import type { QuietHours } from '../../domain/quiet-hours.ts';

// SQL: the conditions of a segment depend on what it has.

/** A person of an audience. */
export interface AudiencePerson {
  userId: string;
  email: string;
  firstName: string;
  locale: string;
  timeZone: string | null;
  /** Hours in which a mail waits. Null without any, and when the time zone of the person is not known. */
  quietHours: QuietHours | null;
}

/** The people of the segment of a store: those of the beginning of the campaign, or those that were just asked for. */
export type Members = { ofCampaign: string } | { userIds: readonly string[] };

const isMember = (members: Members, add: Parameters['add']): string =>
  'userIds' in members
    ? `a.user_id = ANY (${add(members.userIds)}::text[])`
    : `EXISTS (SELECT 1 FROM campaign_member m
        WHERE m.campaign_id = ${add(members.ofCampaign)} AND m.user_id = a.user_id)`;

/** The conditions that each part of a segment adds. */
function conditionsOf(segment: Segment, members: Members, { add }: Parameters): string[] {
  const { roles, countries, locales, registeredFrom, registeredUntil, boughtInCategoryId, customersOfStoreId } =
    segment;
  const bought = (condition: string): string =>
    `EXISTS (SELECT 1 FROM purchase p WHERE p.user_id = a.user_id AND ${condition})`;
  return [
    ...(roles.length === 0 ? [] : [`a.roles && ${add(roles)}::text[]`]),
    ...(countries.length === 0 ? [] : [`coalesce(a.home_country, a.country) = ANY (${add(countries)}::text[])`]),
    ...(locales.length === 0 ? [] : [`lower(split_part(c.locale, '-', 1)) = ANY (${add(locales)}::text[])`]),
    ...(registeredFrom === null ? [] : [`a.registered_at >= ${add(registeredFrom)}::timestamptz`]),
    ...(registeredUntil === null ? [] : [`a.registered_at < ${add(registeredUntil)}::timestamptz`]),
    ...(boughtInCategoryId === null
      ? []
      : [
          bought(`p.category_id IN (
            SELECT ${add(boughtInCategoryId)} UNION ALL
            SELECT id FROM known_category WHERE ${add(boughtInCategoryId)} = ANY (path))`),
        ]),
    ...(customersOfStoreId === null ? [] : [bought(`p.store_id = ${add(customersOfStoreId)}`)]),
    ...(segment.segmentId === undefined ? [] : [isMember(members, add)]),
  ];
}

/** People who may get a campaign at all: each agreed, has an account in use, is not excluded, and has an address that takes mail. */
const mayGetCampaigns = (now: string): string => `a.status = 'ACTIVE' AND c.email IS NOT NULL
  AND (a.excluded_until IS NULL OR a.excluded_until <= ${now})
  AND EXISTS (
    SELECT 1 FROM preference w
    WHERE w.reader_id = a.user_id AND w.topic = 'MARKETING' AND w.channel = 'EMAIL' AND w.enabled)
  AND NOT EXISTS (SELECT 1 FROM blocked_address b WHERE b.address = c.email)`;

const people = 'audience_member a JOIN contacts c ON c.user_id = a.user_id';

/** Number of people whom a segment has now. */
export async function countAudience(
  db: Queryable,
  segment: Segment,
  { now, userIds }: { now: Date; userIds: readonly string[] },
): Promise<number> {
  const parameters = createParameters();
  const where = [mayGetCampaigns(parameters.add(now)), ...conditionsOf(segment, { userIds }, parameters)].join(' AND ');
  const { rows } = await db.query<{ count: number }>({
    text: `SELECT count(*)::int AS count FROM ${people} WHERE ${where}`,
    values: parameters.values,
  });
  return rows[0]!.count;
}

/**
 * The next people of a segment, by their ids, who registered before the campaign began. They are locked until the
 * transaction ends, so that nobody is suspended, excluded or erased before their mail is saved.
 */
export async function lockNextOfAudience(
  tx: Queryable,
  { id, segment }: Pick<Campaign, 'id' | 'segment'>,
  { after, startedAt, now, limit }: { after: string | null; startedAt: Date; now: Date; limit: number },
): Promise<AudiencePerson[]> {
  const parameters = createParameters();
  const { add, values } = parameters;
  const where = [
    mayGetCampaigns(add(now)),
    `a.user_id > ${add(after ?? '')}`,
    `a.registered_at <= ${add(startedAt)}`,
    ...conditionsOf(segment, { ofCampaign: id }, parameters),
  ].join(' AND ');
  const { rows } = await tx.query<AudiencePerson>({
    text: `SELECT a.user_id AS "userId", c.email, coalesce(c.first_name, '') AS "firstName", c.locale,
        c.time_zone AS "timeZone",
        (SELECT json_build_object('fromMinute', from_minute, 'toMinute', to_minute, 'timeZone', c.time_zone)
          FROM quiet_hours q WHERE q.user_id = a.user_id AND c.time_zone IS NOT NULL
        ) AS "quietHours"
      FROM ${people} WHERE ${where} ORDER BY a.user_id LIMIT ${add(limit)} FOR SHARE OF a, c`,
    values,
  });
  return rows;
}
