import { requireRole, requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { AnalyticsContext } from '../../context.ts';
import type { ReportScope } from '../../domain/reports/report.ts';

/** The seller whose sales the viewer may have in a report, or null for the platform, and their time zone. Throws for others. */
export async function requireExtent(
  { identity, findOwnSeller }: Pick<AnalyticsContext, 'identity' | 'findOwnSeller'>,
  scope: ReportScope,
): Promise<{ sellerId: string | null; timeZone: string | null }> {
  const { viewer } = identity;
  requireUser(viewer);
  requireRole(viewer, scope === 'PLATFORM' ? 'ADMIN' : 'SELLER');
  const { sellerId, timeZone } = await findOwnSeller(identity);
  if (scope === 'PLATFORM') return { sellerId: null, timeZone };
  if (sellerId === null) throw badUserInput('You do not sell. Choose the scope PLATFORM.', 'scope');
  return { sellerId, timeZone };
}
