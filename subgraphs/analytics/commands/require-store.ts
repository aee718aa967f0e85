import { requireUser } from '@soko/auth';
import { forbidden } from '@soko/errors';
import type { AnalyticsContext } from '../context.ts';
import { seesStore } from '../domain/reports/may-have.ts';
import type { OwnStore } from '../peers/users.ts';

/** Throws FORBIDDEN for viewers who are neither in the team of the store nor administrators of the platform. */
export async function requireStore(
  { identity, findOwnStore }: Pick<AnalyticsContext, 'identity' | 'findOwnStore'>,
  storeId: string,
): Promise<OwnStore> {
  const { roles } = requireUser(identity.viewer);
  const found = await findOwnStore(identity, storeId);
  if (!seesStore(roles, found.role)) throw forbidden('This requires the role ADMIN or MEMBER in the store.');
  return found;
}
