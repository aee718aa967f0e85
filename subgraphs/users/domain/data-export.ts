import { backoffMs } from '@soko/retry';

export type DataExportStatus = 'PENDING' | 'READY' | 'FAILED' | 'EXPIRED';

/** A copy of all data held about a user, made at their request. */
export interface DataExport {
  id: string;
  userId: string;
  status: DataExportStatus;
  createdAt: Date;
  completedAt: Date | null;
  expiresAt: Date | null;
}

/**
 * Lifetime of the download link, and minimum time between two exports. `maxTries` in a row that bring no further part fail an
 * export: about four hours.
 */
export const dataExportRules = { lifetimeMs: 7 * 86_400_000, intervalMs: 86_400_000, maxTries: 16 } as const;

const pauses = { firstMs: 1_000, maxMs: 3_600_000 };

/** Time of the next try of an export: the pause doubles with each try that brought nothing, up to an hour. */
export const nextTryAt = (now: Date, tries: number): Date => new Date(now.getTime() + backoffMs(tries, pauses));

/** The subgraphs that hold something about a person, in the order of an export. This one is the first. */
export const exportSources = [
  'users',
  'chain',
  'chat',
  'fulfilment',
  'notifications',
  'orders',
  'payments',
  'products',
  'wallets',
] as const;

export type ExportSource = (typeof exportSources)[number];

/** Where an export goes on: the subgraph to ask, and the cursor of the part before. */
export interface ExportQuestion {
  subgraph: ExportSource;
  after: string | null;
}

/** The question that follows the newest part of an export. Null once all parts are saved. */
export function nextQuestion(newest: { subgraph: string; next: string | null } | null): ExportQuestion | null {
  if (newest === null) return { subgraph: exportSources[0], after: null };
  const index = exportSources.findIndex((name) => name === newest.subgraph);
  if (newest.next !== null) return { subgraph: exportSources[index]!, after: newest.next };
  const subgraph = exportSources[index + 1];
  return subgraph === undefined ? null : { subgraph, after: null };
}
