export type DataExportStatus = 'PENDING' | 'READY' | 'EXPIRED';

/** A copy of what is kept about a person, made for them. */
export interface DataExport {
  id: string;
  userId: string;
  status: DataExportStatus;
  createdAt: Date;
  completedAt: Date | null;
  expiresAt: Date | null;
}

/** How long an export can be downloaded, and how long the next one waits. */
export const dataExportRules = { lifetimeMs: 7 * 86_400_000, everyMs: 86_400_000 } as const;
