export type ProductImportStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED';

/** The reading of one uploaded file. Counts are of records, the header left out; `position` is how many are done. */
export interface ProductImport {
  id: string;
  uploadId: string;
  sellerId: string;
  storeId: string | null;
  publish: boolean;
  status: ProductImportStatus;
  total: number | null;
  position: number;
  created: number;
  failed: number;
  failure: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}
