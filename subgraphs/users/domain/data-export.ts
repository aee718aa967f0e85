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
