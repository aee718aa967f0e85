export type DataExportStatus = 'PENDING' | 'READY' | 'EXPIRED';

/** A copy of all data held about a user, made at their request. */
export interface DataExport {
  id: string;
  userId: string;
  status: DataExportStatus;
  createdAt: Date;
  completedAt: Date | null;
  expiresAt: Date | null;
}

/** Lifetime of the download link, and minimum time between two exports. */
export const dataExportRules = { lifetimeMs: 7 * 86_400_000, intervalMs: 86_400_000 } as const;
