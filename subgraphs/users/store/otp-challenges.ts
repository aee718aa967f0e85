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

export async function addChallenge(tx: Db, challenge: OtpChallenge, codeHash: string, sentAt: Date): Promise<void> {
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
 * A code that went out so lately that no other would be sent, and that changes nothing but the proof when it is met.
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

/**
 * Tries a code, in one statement: however many tries come at once, each costs one and only one of them can be the one
 * that meets the challenge. Answers what the challenge has become, or null when it was closed before.
 */
export async function tryCode(
  tx: Db,
  attempt: { id: string; codeHash: string; now: Date },
): Promise<{ status: OtpStatus; triesLeft: number; version: number } | null> {
  const { id, codeHash, now } = attempt;
  const rows = await tx.$queryRaw<{ status: OtpStatus; triesLeft: number; version: number }[]>`
    UPDATE otp_challenges SET
      tries_left = tries_left - 1,
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

/** Closes what else a person has open for a purpose, once one of them was met. */
export async function expireChallenges(tx: Db, userId: string, purpose: OtpPurpose): Promise<void> {
  await tx.otpChallenge.updateMany({ where: { userId, purpose, status: 'PENDING' }, data: { status: 'EXPIRED' } });
}

/** Puts a fresh code in the place of the one that was sent. Null when the challenge was closed before. */
export async function replaceCode(
  tx: Db,
  fresh: { id: string; codeHash: string; now: Date; expiresAt: Date },
): Promise<OtpChallenge | null> {
  const { id, codeHash, now, expiresAt } = fresh;
  const rows = await tx.otpChallenge.updateManyAndReturn({
    where: { id, status: 'PENDING', expiresAt: { gt: now }, triesLeft: { gt: 0 } },
    data: { codeHash, sentAt: now, expiresAt, version: { increment: 1 } },
  });
  return rows[0] === undefined ? null : toChallenge(rows[0]);
}

/** Deletes what a person was ever sent. */
export async function forgetChallenges(tx: Db, userId: string): Promise<void> {
  await tx.otpChallenge.deleteMany({ where: { userId } });
}
