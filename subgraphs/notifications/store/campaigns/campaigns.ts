import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type {
  Campaign,
  CampaignDraft,
  CampaignFailure,
  CampaignStatus,
  OpenCampaign,
} from '../../domain/campaigns/campaign.ts';
import { removeMembers } from './campaign-members.ts';

// SQL: campaigns are locked while they are changed, and are read and written as they are locked.

const columns = `c.id, c.name, c.status, c.segment, c.texts, c.per_minute AS "perMinute", c.starts_at AS "startsAt",
  c.ends_at AS "endsAt", c.created_at AS "createdAt", c.started_at AS "startedAt", c.ended_at AS "endedAt",
  c.failure`;

export async function addCampaign(
  tx: Queryable,
  campaign: CampaignDraft & { id: string; createdBy: string; createdAt: Date },
): Promise<void> {
  const { id, name, segment, texts, perMinute, createdBy, createdAt } = campaign;
  await tx.query({
    name: 'campaigns-add',
    text: `INSERT INTO campaign (id, name, segment, texts, per_minute, created_by, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [id, name, JSON.stringify(segment), JSON.stringify(texts), perMinute, createdBy, createdAt],
  });
}

export async function findCampaigns(db: Queryable, ids: readonly string[]): Promise<Campaign[]> {
  const { rows } = await db.query<Campaign>({
    name: 'campaigns-find',
    text: `SELECT ${columns} FROM campaign c WHERE c.id = ANY ($1)`,
    values: [ids],
  });
  return rows;
}

/** A page of campaigns, newest first. One statement. */
export function listCampaigns(
  db: Queryable,
  status: CampaignStatus | null,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Campaign[]> {
  const parameters = createParameters();
  return keysetPage<Campaign>(db, {
    select: columns,
    from: 'campaign c',
    where: status === null ? [] : [`c.status = ${parameters.add(status)}`],
    parameters,
    key: ['c.created_at', 'c.id'],
    direction: 'DESC',
    page,
    name: 'campaigns-list',
  });
}

/** A campaign with the state of its sending. */
export interface LockedCampaign extends Campaign {
  /** The last person who was looked at. */
  cursor: string | null;
  nextAt: Date | null;
  walkedAt: Date | null;
}

/** A campaign, locked until the transaction ends. Null when there is none. */
export async function lockCampaign(tx: Queryable, id: string): Promise<LockedCampaign | null> {
  const { rows } = await tx.query<LockedCampaign>({
    name: 'campaigns-lock',
    text: `SELECT ${columns}, c.cursor, c.next_at AS "nextAt", c.walked_at AS "walkedAt"
      FROM campaign c WHERE c.id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

export async function saveDraft(tx: Queryable, { id, name, segment, texts, perMinute }: Campaign): Promise<void> {
  await tx.query({
    name: 'campaigns-save-draft',
    text: `UPDATE campaign SET name = $2, segment = $3, texts = $4, per_minute = $5 WHERE id = $1`,
    values: [id, name, JSON.stringify(segment), JSON.stringify(texts), perMinute],
  });
}

export async function saveWindow(
  tx: Queryable,
  id: string,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
): Promise<void> {
  await tx.query({
    name: 'campaigns-schedule',
    text: `UPDATE campaign SET status = 'SCHEDULED', starts_at = $2, ends_at = $3 WHERE id = $1`,
    values: [id, startsAt, endsAt],
  });
}

export async function startCampaign(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query({
    name: 'campaigns-start',
    text: `UPDATE campaign SET status = 'SENDING', started_at = $2 WHERE id = $1`,
    values: [id, now],
  });
}

/** Saves how far the audience has been walked. */
export async function saveProgress(
  tx: Queryable,
  { id, cursor, nextAt, walkedAt }: Pick<LockedCampaign, 'id' | 'cursor' | 'nextAt' | 'walkedAt'>,
): Promise<void> {
  await tx.query({
    name: 'campaigns-progress',
    text: `UPDATE campaign SET cursor = $2, next_at = $3, walked_at = $4 WHERE id = $1`,
    values: [id, cursor, nextAt, walkedAt],
  });
}

/** `failure` says why a campaign ended that no person has ended. */
export async function endCampaign(
  tx: Queryable,
  id: string,
  { status, failure = null }: { status: 'DONE' | 'CANCELLED'; failure?: CampaignFailure | null },
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'campaigns-end',
    text: `UPDATE campaign SET status = $2, ended_at = $3, failure = $4 WHERE id = $1`,
    values: [id, status, now, failure],
  });
  await removeMembers(tx, id);
}

/** Campaigns that may have something to do: those that waited longest first. */
export async function findDueCampaigns(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'campaigns-due',
    text: `SELECT id FROM campaign WHERE status IN ('SCHEDULED', 'SENDING') AND starts_at <= $1
      ORDER BY next_at NULLS FIRST, id`,
    values: [now],
  });
  return rows.map(({ id }) => id);
}

/** Campaigns whose window is open: those that close first come first. */
export async function findOpenCampaigns(db: Queryable, now: Date, limit: number): Promise<OpenCampaign[]> {
  const { rows } = await db.query<OpenCampaign>({
    name: 'campaigns-open',
    text: `SELECT id, segment, texts, ends_at AS "endsAt" FROM campaign
      WHERE status IN ('SCHEDULED', 'SENDING', 'DONE') AND starts_at <= $1 AND ends_at > $1
      ORDER BY ends_at, id LIMIT $2`,
    values: [now, limit],
  });
  return rows;
}
