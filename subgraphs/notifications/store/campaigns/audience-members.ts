import type { Role } from '@soko/auth';
import type { Queryable } from '@soko/postgres';
import { removeFromCampaigns } from './campaign-members.ts';

// SQL: rows that may be new, changed only by later events.

/** What an event of an account says. Fields that it does not say are absent. */
export interface AccountFact {
  userId: string;
  /** Version of the account. */
  version: number;
  roles?: readonly string[];
  status?: 'PENDING' | 'ACTIVE' | 'SUSPENDED' | 'ERASED';
  registeredAt?: Date;
}

/** Saves what an event says of an account, unless a later one has said it. */
export async function saveAccountFact(db: Queryable, fact: AccountFact): Promise<void> {
  const { userId, version, roles = null, status = null, registeredAt = null } = fact;
  await db.query({
    name: 'audience-account',
    text: `
      INSERT INTO audience_member AS a (user_id, roles, roles_version, status, status_version, registered_at)
      VALUES ($1, coalesce($3, '{}'::text[]), CASE WHEN $3::text[] IS NULL THEN 0 ELSE $2::int END,
        coalesce($4, 'PENDING'), CASE WHEN $4::text IS NULL THEN 0 ELSE $2::int END, $5)
      ON CONFLICT (user_id) DO UPDATE SET
        roles = CASE WHEN excluded.roles_version > a.roles_version THEN excluded.roles ELSE a.roles END,
        roles_version = greatest(a.roles_version, excluded.roles_version),
        status = CASE WHEN excluded.status_version > a.status_version THEN excluded.status ELSE a.status END,
        status_version = greatest(a.status_version, excluded.status_version),
        registered_at = coalesce(a.registered_at, excluded.registered_at)
      WHERE a.status <> 'ERASED'`,
    values: [userId, version, roles, status, registeredAt],
  });
}

/** Saves in which country a person lives, unless a later event has said it. Nothing is saved of an erased person. */
export async function saveHome(
  db: Queryable,
  { userId, country, version }: { userId: string; country: string | null; version: number },
): Promise<void> {
  await db.query({
    name: 'audience-home',
    text: `
      INSERT INTO audience_member AS a (user_id, roles, home_country, home_version) VALUES ($1, '{}', $2, $3)
      ON CONFLICT (user_id) DO UPDATE SET home_country = excluded.home_country, home_version = excluded.home_version
      WHERE a.status <> 'ERASED' AND a.home_version < excluded.home_version`,
    values: [userId, country, version],
  });
}

/** Blanks a person. The row stays, so that events that arrive late bring nothing back. */
export async function eraseAudienceMember(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'audience-erase',
    text: `
      INSERT INTO audience_member (user_id, roles, status) VALUES ($1, '{}', 'ERASED')
      ON CONFLICT (user_id) DO UPDATE SET roles = '{}', status = 'ERASED', registered_at = NULL, country = NULL,
        country_at = NULL, home_country = NULL, excluded_until = NULL`,
    values: [userId],
  });
  // After it: an order that is being saved at the same time has been saved by now.
  await tx.query({
    name: 'audience-erase-purchases',
    text: 'DELETE FROM purchase WHERE user_id = $1',
    values: [userId],
  });
  await removeFromCampaigns(tx, userId);
}

/** Saves an exclusion from gaming. It never ends before one that is known. */
export async function saveExclusion(tx: Queryable, userId: string, until: string | null): Promise<void> {
  await tx.query({
    name: 'audience-exclude',
    text: `
      INSERT INTO audience_member AS a (user_id, roles, excluded_until) VALUES ($1, '{}', $2::timestamptz)
      ON CONFLICT (user_id) DO UPDATE SET excluded_until = greatest(a.excluded_until, excluded.excluded_until)
      WHERE a.status <> 'ERASED'`,
    values: [userId, until ?? 'infinity'],
  });
}

/** A confirmed order. */
export interface Bought {
  userId: string;
  country: string | null;
  /** Store of the goods, empty for none, with their category. */
  goods: readonly { categoryId: string; storeId: string }[];
  at: Date;
}

/** Saves what a person bought, and the country of the latest order. Nothing is saved of an erased person. */
export async function savePurchase(db: Queryable, { userId, country, goods, at }: Bought): Promise<void> {
  await db.query({
    name: 'audience-purchase',
    text: `
      WITH member AS (
        INSERT INTO audience_member AS a (user_id, roles, country, country_at)
        VALUES ($1, '{}', $2::text, CASE WHEN $2::text IS NULL THEN NULL ELSE $3::timestamptz END)
        ON CONFLICT (user_id) DO UPDATE SET
          country = CASE WHEN excluded.country_at >= coalesce(a.country_at, '-infinity') THEN excluded.country ELSE a.country END,
          country_at = greatest(a.country_at, excluded.country_at)
        WHERE a.status <> 'ERASED'
        RETURNING user_id
      )
      INSERT INTO purchase AS p (user_id, category_id, store_id, bought_at)
      SELECT user_id, category_id, store_id, $3
      FROM member, unnest($4::text[], $5::text[]) AS goods (category_id, store_id)
      ON CONFLICT (user_id, category_id, store_id) DO UPDATE SET bought_at = excluded.bought_at
      WHERE p.bought_at < excluded.bought_at`,
    values: [userId, country, at, goods.map(({ categoryId }) => categoryId), goods.map(({ storeId }) => storeId)],
  });
}

/** Saves where a category is in the tree, unless a later event has said it. */
export async function saveCategory(
  db: Queryable,
  { id, path, version }: { id: string; path: readonly string[]; version: number },
): Promise<void> {
  await db.query({
    name: 'audience-category',
    text: `
      INSERT INTO known_category AS k (id, path, version) VALUES ($1, $2, $3)
      ON CONFLICT (id) DO UPDATE SET path = excluded.path, version = excluded.version WHERE k.version < excluded.version`,
    values: [id, path, version],
  });
}

interface AudienceMember {
  roles: Role[];
  registeredAt: Date | null;
  /** Excluded from gaming at this time. */
  isExcluded: boolean;
}

/** Roles of a person and the time of registration, as far as they are known. */
export async function findAudienceMember(db: Queryable, userId: string, now: Date): Promise<AudienceMember | null> {
  const { rows } = await db.query<AudienceMember>({
    name: 'audience-find',
    text: `SELECT roles, registered_at AS "registeredAt", coalesce(excluded_until > $2, false) AS "isExcluded"
      FROM audience_member WHERE user_id = $1`,
    values: [userId, now],
  });
  return rows[0] ?? null;
}
