import type { MinimumAge, PrismaClient } from '../../generated/prisma/client.ts';

export type { MinimumAge };

/** The countries whose minimum age is not the default, or was set. */
export const findMinimumAges = (db: PrismaClient): Promise<MinimumAge[]> =>
  db.minimumAge.findMany({ orderBy: { country: 'asc' } });

export const saveMinimumAge = (db: PrismaClient, { country, ...rest }: MinimumAge): Promise<MinimumAge> =>
  db.minimumAge.upsert({ where: { country }, create: { country, ...rest }, update: rest });
