import {
  type OtpChallenge,
  type OtpChannel,
  type OtpPurpose,
  otpRules,
  type OtpStatus,
  type SignUpCandidate,
} from '../domain/otp-challenge.ts';
import { Prisma, type OtpChallenge as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toChallenge = ({ codeHash: _codeHash, sentAt: _sentAt, createdAt: _createdAt, ...row }: Row): OtpChallenge => ({
  ...row,
  channel: row.channel as OtpChannel,
  purpose: row.purpose as OtpPurpose,
  status: row.status as OtpStatus,
  candidate: row.candidate as SignUpCandidate | null,
});

export async function insertChallenge(tx: Db, challenge: OtpChallenge, codeHash: string, sentAt: Date): Promise<void> {
  const { candidate, ...rest } = challenge;
  const data = { ...rest, codeHash, sentAt, createdAt: sentAt };
  await tx.otpChallenge.createMany({
    data: [candidate === null ? data : { ...data, candidate: { ...candidate } satisfies Prisma.InputJsonObject }],
  });
}

export async function findChallenge(db: Db, id: string): Promise<OtpChallenge | null> {
  const row = await db.otpChallenge.findUnique({ where: { id } });
  return row && toChallenge(row);
}

/**
 * Finds a pending code that was sent so recently that no other can be sent yet. Codes with a candidate are excluded,
 * because verifying them replaces the password.
 */
export async function findUnansweredChallenge(
  db: Db,
  { userId, purpose, now }: { userId: string; purpose: OtpPurpose; now: Date },
): Promise<OtpChallenge | null> {
  const row = await db.otpChallenge.findFirst({
    where: {
      userId,
      purpose,
      status: 'PENDING',
      expiresAt: { gt: now },
      sentAt: { gt: new Date(now.getTime() - otpRules.resendAfterMs) },
      candidate: { equals: Prisma.DbNull },
    },
    orderBy: { sentAt: 'desc' },
  });
  return row && toChallenge(row);
}

/** Finds the code of a service that was sent for `reference` and can still be verified. */
export async function findChallengeOf(
  db: Db,
  { userId, purpose, reference, now }: { userId: string; purpose: OtpPurpose; reference: string; now: Date },
): Promise<OtpChallenge | null> {
  const row = await db.otpChallenge.findFirst({
    where: { userId, purpose, reference, status: 'PENDING', expiresAt: { gt: now }, triesLeft: { gt: 0 } },
    orderBy: { sentAt: 'desc' },
  });
  return row && toChallenge(row);
}

/**
 * Compares a code. A wrong one uses up an attempt. Returns the new state of the challenge, or null when it was already closed.
 * Of several simultaneous attempts only one can succeed.
 */
export async function tryCode(
  tx: Db,
  attempt: { id: string; codeHash: string; now: Date },
): Promise<{ status: OtpStatus; triesLeft: number; version: number } | null> {
  const { id, codeHash, now } = attempt;
  // SQL: several columns depend on the old row, in one statement, so that simultaneous attempts are all counted.
  const rows = await tx.$queryRaw<{ status: OtpStatus; triesLeft: number; version: number }[]>`
    UPDATE otp_challenges SET
      tries_left = tries_left - (code_hash <> ${codeHash})::int,
      status = CASE
        WHEN code_hash = ${codeHash} THEN 'VERIFIED'
        WHEN tries_left = 1 THEN 'LOCKED'
        ELSE 'PENDING'
      END,
      verified_at = CASE WHEN code_hash = ${codeHash} THEN ${now}::timestamptz END,
      version = version + 1
    WHERE id = ${id} AND status = 'PENDING' AND expires_at > ${now} AND tries_left > 0
    RETURNING status, tries_left AS "triesLeft", version`;
  return rows[0] ?? null;
}

/**
 * Compares a code with that of a verified challenge. A wrong one uses up an attempt. Null unless the challenge is verified,
 * has attempts left and has not expired.
 */
export async function tryVerifiedCode(
  tx: Db,
  { id, codeHash, now }: { id: string; codeHash: string; now: Date },
): Promise<{ isRight: boolean; triesLeft: number; verifiedAt: Date } | null> {
  // SQL: the count depends on the old row, so that simultaneous attempts are all counted.
  const rows = await tx.$queryRaw<{ isRight: boolean; triesLeft: number; verifiedAt: Date }[]>`
    UPDATE otp_challenges SET tries_left = tries_left - (code_hash <> ${codeHash})::int
    WHERE id = ${id} AND status = 'VERIFIED' AND expires_at > ${now} AND tries_left > 0
    RETURNING code_hash = ${codeHash} AS "isRight", tries_left AS "triesLeft", verified_at AS "verifiedAt"`;
  return rows[0] ?? null;
}

/** Expires the user's other pending challenges of a purpose. */
export async function expireChallenges(tx: Db, userId: string, purpose: OtpPurpose): Promise<void> {
  await tx.otpChallenge.updateMany({ where: { userId, purpose, status: 'PENDING' }, data: { status: 'EXPIRED' } });
}

/** Replaces the code of a challenge. Returns null when the challenge was already closed. */
export async function replaceCode(
  tx: Db,
  renewal: { id: string; codeHash: string; now: Date; expiresAt: Date },
): Promise<OtpChallenge | null> {
  const { id, codeHash, now, expiresAt } = renewal;
  const rows = await tx.otpChallenge.updateManyAndReturn({
    where: { id, status: 'PENDING', expiresAt: { gt: now }, triesLeft: { gt: 0 } },
    data: { codeHash, sentAt: now, expiresAt, version: { increment: 1 } },
  });
  return rows[0] === undefined ? null : toChallenge(rows[0]);
}

export async function deleteChallenges(tx: Db, userId: string): Promise<void> {
  await tx.otpChallenge.deleteMany({ where: { userId } });
}
