import type { ReportTerms } from './report.ts';

/** The rights of a person now. */
export interface Standing {
  roles: readonly string[];
  /** Seller that the person is. Null for others. */
  sellerId: string | null;
}

/** True when a person may have a report. `standing` is null for an account that is suspended or erased. */
export function mayHave(
  { scope, sellerId }: Pick<ReportTerms, 'scope' | 'sellerId'>,
  standing: Standing | null,
): boolean {
  if (standing === null) return false;
  const { roles } = standing;
  if (scope === 'PLATFORM') return roles.includes('ADMIN');
  return (roles.includes('SELLER') || roles.includes('ADMIN')) && standing.sellerId === sellerId;
}
