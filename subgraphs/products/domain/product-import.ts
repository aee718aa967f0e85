export type ProductImportStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED';

/** The import of one uploaded file. Counts are of records, without the header. */
export interface ProductImport {
  id: string;
  uploadId: string;
  sellerId: string;
  storeId: string | null;
  publish: boolean;
  status: ProductImportStatus;
  /** Null until the records have been counted. */
  total: number | null;
  processed: number;
  /** Position of the next record: everything before it is saved. */
  byteOffset: bigint;
  nextLine: number;
  created: number;
  unchanged: number;
  failed: number;
  failure: string | null;
  ownerKind: string;
  ownerId: string;
  correlationId: string;
  createdAt: Date;
  finishedAt: Date | null;
}
