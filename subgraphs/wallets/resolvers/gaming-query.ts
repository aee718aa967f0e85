import { requireRole, requireUser } from '@soko/auth';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findMinimumAges } from '../store/gaming/minimum-ages.ts';
import { findPerson } from '../store/gaming/persons.ts';

export const gamingQuery = {
  limits: (_, _args, { viewer, pool }) => findPerson(pool, requireUser(viewer).id),
  responsibleGaming(_, { userId }, { viewer, pool }) {
    requireRole(viewer, 'SUPPORT');
    return findPerson(pool, userId);
  },
  minimumAges: (_, _args, { db }) => findMinimumAges(db),
} satisfies QueryResolvers;
