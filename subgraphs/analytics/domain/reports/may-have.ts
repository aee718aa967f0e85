import type { ReportTerms } from './report.ts';

/** The rights of a person now, or of the API keys of a store. */
export interface Standing {
  roles: readonly string[];
  /** Seller that the person is. Null for others. */
  sellerId: string | null;
  /** Role in the store of the report. Null for those who are not in its team. */
  storeRole: string | null;
}

/** Roles in a store that see its dashboard, and may have its reports. */
const seeing: ReadonlySet<string | null> = new Set(['ADMIN', 'MEMBER']);

/** True for those who see the figures of a store: its team, and administrators of the platform. */
export const seesStore = (roles: readonly string[], storeRole: string | null): boolean =>
  seeing.has(storeRole) || roles.includes('ADMIN');

/** True when a person may have a report. `standing` is null for an account that is suspended or erased. */
export function mayHave(
  { scope, sellerId }: Pick<ReportTerms, 'scope' | 'sellerId'>,
  standing: Standing | null,
): boolean {
  if (standing === null) return false;
  const { roles } = standing;
  if (scope === 'PLATFORM') return roles.includes('ADMIN');
  if (scope === 'STORE') return seesStore(roles, standing.storeRole);
  return (roles.includes('SELLER') || roles.includes('ADMIN')) && standing.sellerId === sellerId;
}
