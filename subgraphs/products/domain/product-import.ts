export type ProductImportStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED';

/** The reading of one uploaded file. Counts are of records, the header left out. */
export interface ProductImport {
  id: string;
  uploadId: string;
  sellerId: string;
  storeId: string | null;
  publish: boolean;
  status: ProductImportStatus;
  /** Null until the file was counted. */
  total: number | null;
  processed: number;
  /** Where the next record begins: what is before it is saved. */
  byteOffset: bigint;
  nextLine: number;
  created: number;
  failed: number;
  failure: string | null;
  ownerKind: string;
  ownerId: string;
  correlationId: string;
  createdAt: Date;
  finishedAt: Date | null;
}
