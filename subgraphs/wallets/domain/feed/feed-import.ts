/** `UPLOADING →` for a file, then `RUNNING → DONE`, or the reason for which it stopped. */
export type FeedImportStatus = 'UPLOADING' | 'RUNNING' | 'DONE' | 'GAP' | 'BUSY' | 'INTERRUPTED' | 'EXPIRED';

/** One import of lines by a trader. Counts are those of the lines that are saved. */
export interface FeedImport {
  id: string;
  status: FeedImportStatus;
  lines: number;
  applied: number;
  repeated: number;
  refused: number;
  acceptGap: boolean;
  /** Missing lines at which the import stopped; null unless its status is GAP. */
  gapProducer: string | null;
  gapFrom: number | null;
  gapBefore: number | null;
  actorId: string;
  isFile: boolean;
  startedAt: Date;
  endedAt: Date | null;
}

/** A line that cannot be applied. */
export interface FeedProblem {
  /** Number of the line in the text, from 1. */
  line: number;
  seq: number | null;
  reason: string;
}

/** An import of a file that a process works on. */
export interface FeedFileImport {
  id: string;
  upload: string;
  nextLine: number;
  unreadable: number;
  acceptGap: boolean;
  actorId: string;
}
