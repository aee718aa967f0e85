import { requireRole, requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { readLine } from '@soko/input';
import type { AnalyticsContext } from '../../context.ts';
import type { ReportScope } from '../../domain/reports/report.ts';
import { requireStore } from '../require-store.ts';

interface Extent {
  /** Seller whose sales the viewer may have. Null for other scopes. */
  sellerId: string | null;
  /** Store whose figures the viewer may have. Null for other scopes. */
  storeId: string | null;
  timeZone: string | null;
}

type Given = { scope: ReportScope; storeId?: string | null | undefined };

/** What the viewer may have in a report, and their time zone. Throws for others. */
export async function requireExtent(
  context: Pick<AnalyticsContext, 'identity' | 'findOwnSeller' | 'findOwnStore'>,
  { scope, storeId: given }: Given,
): Promise<Extent> {
  const { identity, findOwnSeller } = context;
  requireUser(identity.viewer);
  if (scope === 'STORE') {
    if (given == null) throw badUserInput('Pass the store of the report.', 'storeId');
    const storeId = readLine(given, 'storeId', { max: 200 });
    return { sellerId: null, storeId, timeZone: (await requireStore(context, storeId)).timeZone };
  }
  if (given != null) throw badUserInput('Only reports with the scope STORE have a store.', 'storeId');
  requireRole(identity.viewer, scope === 'PLATFORM' ? 'ADMIN' : 'SELLER');
  const { sellerId, timeZone } = await findOwnSeller(identity);
  if (scope === 'PLATFORM') return { sellerId: null, storeId: null, timeZone };
  if (sellerId === null) throw badUserInput('You do not sell. Choose the scope PLATFORM.', 'scope');
  return { sellerId, storeId: null, timeZone };
}
