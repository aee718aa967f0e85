import { type ApiKeyViewer, requireRole } from '@soko/auth';
import { badUserInput, forbidden } from '@soko/errors';
import { readLine } from '@soko/input';
import type { AnalyticsContext } from '../../context.ts';
import type { ReportScope } from '../../domain/reports/report.ts';
import { requireStore } from '../require-store.ts';
import { requireWriter } from './requester.ts';

interface Extent {
  /** Seller whose sales the viewer may have. Null for other scopes. */
  sellerId: string | null;
  /** Store whose figures the viewer may have. Null for other scopes. */
  storeId: string | null;
  timeZone: string | null;
}

type Given = { scope: ReportScope; storeId?: string | null | undefined };

/** The store of a key. Throws FORBIDDEN for another one. */
function ownStoreOf(key: ApiKeyViewer, storeId: string): string {
  if (key.storeId === storeId) return storeId;
  throw forbidden('This requires an API key of the store.');
}

/** What the viewer may have in a report, and their time zone. Throws for others. */
export async function requireExtent(
  context: Pick<AnalyticsContext, 'identity' | 'findOwnSeller' | 'findOwnStore'>,
  { scope, storeId: given }: Given,
): Promise<Extent> {
  const { identity, findOwnSeller } = context;
  const viewer = requireWriter(context);
  if (scope === 'STORE') {
    if (given == null) throw badUserInput('Pass the store of the report.', 'storeId');
    const storeId = readLine(given, 'storeId', { max: 200 });
    if (viewer.kind === 'apiKey') return { sellerId: null, storeId: ownStoreOf(viewer, storeId), timeZone: null };
    return { sellerId: null, storeId, timeZone: (await requireStore(context, storeId)).timeZone };
  }
  if (given != null) throw badUserInput('Only reports with the scope STORE have a store.', 'storeId');
  if (viewer.kind === 'apiKey') throw forbidden('API keys have reports with the scope STORE alone.');
  requireRole(viewer, scope === 'PLATFORM' ? 'ADMIN' : 'SELLER');
  const { sellerId, timeZone } = await findOwnSeller(identity);
  if (scope === 'PLATFORM') return { sellerId: null, storeId: null, timeZone };
  if (sellerId === null) throw badUserInput('You do not sell. Choose the scope PLATFORM.', 'scope');
  return { sellerId, storeId: null, timeZone };
}
