import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import { type Claim, type ClaimLink, mintsOf } from '../domain/claim-link.ts';
import { findNextMint } from './mints.ts';

const columns = `id, store_id AS "storeId", token_id AS "tokenId", code, quota, claimed, is_restricted AS "isRestricted", salt,
  starts_at AS "startsAt", ends_at AS "endsAt", closed_at AS "closedAt", created_at AS "createdAt"`;

const claimColumns = 'id, link_id AS "linkId", user_id AS "userId", mint_id AS "mintId", created_at AS "createdAt"';

/** A page of the claim links of a store, newest first. One statement. */
export function listClaimLinks(
  db: Queryable,
  storeId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<ClaimLink[]> {
  return keysetPage<ClaimLink>(db, {
    select: columns,
    from: 'claim_link',
    where: ['store_id = $1'],
    parameters: createParameters(storeId),
    key: ['created_at', 'id'],
    direction: 'DESC',
    page,
    name: 'chain-list-claim-links',
  });
}

async function findLink(db: Queryable, name: string, where: string, value: string): Promise<ClaimLink | null> {
  // SQL: the same columns as in the list.
  const { rows } = await db.query<ClaimLink>({
    name,
    text: `SELECT ${columns} FROM claim_link WHERE ${where}`,
    values: [value],
  });
  return rows[0] ?? null;
}

export const findClaimLink = (db: Queryable, id: string): Promise<ClaimLink | null> =>
  findLink(db, 'chain-claim-link', 'id = $1', id);

export const findClaimLinkByCode = (db: Queryable, code: string): Promise<ClaimLink | null> =>
  findLink(db, 'chain-claim-link-by-code', 'code = $1', code);

/** Saves a new link with the digests of its list. */
export async function insertClaimLink(tx: Queryable, row: ClaimLink, digests: readonly string[]): Promise<void> {
  // SQL: runs in the transaction of the idempotency key.
  await tx.query({
    name: 'chain-insert-claim-link',
    text: `INSERT INTO claim_link (id, store_id, token_id, code, quota, is_restricted, salt, starts_at, ends_at, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      row.id,
      row.storeId,
      row.tokenId,
      row.code,
      row.quota,
      row.isRestricted,
      row.salt,
      row.startsAt,
      row.endsAt,
      row.createdAt,
    ],
  });
  await tx.query({
    name: 'chain-insert-claim-allowed',
    text: 'INSERT INTO claim_allowed (link_id, digest) SELECT $1, unnest($2::text[])',
    values: [row.id, digests],
  });
}

/** Closes a link. Null when it is closed already. */
export async function closeLink(tx: Queryable, id: string, at: Date): Promise<ClaimLink | null> {
  const { rows } = await tx.query<ClaimLink>({
    name: 'chain-close-claim-link',
    text: `UPDATE claim_link SET closed_at = $2, version = version + 1 WHERE id = $1 AND closed_at IS NULL RETURNING ${columns}`,
    values: [id, at],
  });
  return rows[0] ?? null;
}

/** The first of the digests that is on the list of a link, and that no claim has used up. Null when there is none. */
export async function findEntry(db: Queryable, linkId: string, digests: readonly string[]): Promise<string | null> {
  const { rows } = await db.query<{ digest: string }>({
    name: 'chain-find-entry',
    text: `SELECT digest FROM claim_allowed WHERE link_id = $1 AND digest = ANY($2::text[]) AND claim_id IS NULL
      ORDER BY array_position($2::text[], digest) LIMIT 1`,
    values: [linkId, digests],
  });
  return rows[0]?.digest ?? null;
}

/** Uses up an entry of a list, which nobody else can claim with any more. Run `takeOfQuota` before `findEntry`. */
export async function useEntry(tx: Queryable, claim: Pick<Claim, 'id' | 'linkId'>, digest: string): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'chain-use-entry',
    text: 'UPDATE claim_allowed SET claim_id = $3 WHERE link_id = $1 AND digest = $2 AND claim_id IS NULL',
    values: [claim.linkId, digest, claim.id],
  });
  if (rowCount !== 1) throw new Error('The entry was used up meanwhile');
}

/** Takes one item of the quota, while the link is open. False otherwise. Others who claim wait until the transaction ends. */
export async function takeOfQuota(tx: Queryable, id: string, now: Date): Promise<boolean> {
  // SQL: checks and changes in one statement.
  const { rowCount } = await tx.query({
    name: 'chain-take-of-quota',
    text: `UPDATE claim_link SET claimed = claimed + 1, version = version + 1
      WHERE id = $1 AND claimed < quota AND closed_at IS NULL AND (starts_at IS NULL OR starts_at <= $2)
        AND (ends_at IS NULL OR ends_at > $2)`,
    values: [id, now],
  });
  return rowCount === 1;
}

/** Makes others wait who claim with a link, until the transaction ends. */
export async function lockLink(tx: Queryable, id: string): Promise<void> {
  await tx.query({
    name: 'chain-lock-claim-link',
    text: 'SELECT FROM claim_link WHERE id = $1 FOR NO KEY UPDATE',
    values: [id],
  });
}

/** Gives the item back that this transaction took. */
export async function giveBack(tx: Queryable, id: string): Promise<void> {
  await tx.query({
    name: 'chain-give-back',
    text: 'UPDATE claim_link SET claimed = claimed - 1 WHERE id = $1',
    values: [id],
  });
}

/** What a person has claimed with a link. Null when nothing. */
export async function findClaimOf(db: Queryable, linkId: string, userId: string): Promise<Claim | null> {
  const { rows } = await db.query<Claim>({
    name: 'chain-claim-of',
    text: `SELECT ${claimColumns} FROM claim WHERE link_id = $1 AND user_id = $2`,
    values: [linkId, userId],
  });
  return rows[0] ?? null;
}

/** The claims of a person with several links. */
export async function findClaimsOf(db: Queryable, userId: string, linkIds: readonly string[]): Promise<Claim[]> {
  const { rows } = await db.query<Claim>({
    name: 'chain-claims-of',
    text: `SELECT ${claimColumns} FROM claim WHERE user_id = $1 AND link_id = ANY($2)`,
    values: [userId, linkIds],
  });
  return rows;
}

export async function findClaim(db: Queryable, id: string): Promise<Claim | null> {
  const { rows } = await db.query<Claim>({
    name: 'chain-claim',
    text: `SELECT ${claimColumns} FROM claim WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

export async function insertClaim(tx: Queryable, row: Claim): Promise<void> {
  await tx.query({
    name: 'chain-insert-claim',
    text: 'INSERT INTO claim (id, link_id, user_id, mint_id, created_at) VALUES ($1, $2, $3, $4, $5)',
    values: [row.id, row.linkId, row.userId, row.mintId, row.createdAt],
  });
}

/** What the next mint of a claim is for. Null while its mint has not failed, and when it has had all of its mints. */
export const nextMintOf = (db: Queryable, { id, mintId }: Claim): Promise<string | null> =>
  findNextMint(db, mintId, mintsOf(id));

/** Gives a claim another mint. */
export async function replaceMint(tx: Queryable, id: string, mintId: string): Promise<void> {
  await tx.query({
    name: 'chain-replace-mint-of-claim',
    text: 'UPDATE claim SET mint_id = $2 WHERE id = $1',
    values: [id, mintId],
  });
}

/** Forgets who has claimed. */
export async function forgetClaimants(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'chain-forget-claimants',
    text: 'UPDATE claim SET user_id = NULL WHERE user_id = $1',
    values: [userId],
  });
}
