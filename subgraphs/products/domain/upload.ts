export type UploadStatus = 'PENDING' | 'UPLOADED' | 'EXPIRED';

/** A place for one file; `key` is where it lies in the store of media. Size in bytes, width and height in pixels. */
export interface Upload {
  id: string;
  status: UploadStatus;
  fileName: string;
  mimeType: string;
  size: number;
  key: string;
  width: number | null;
  height: number | null;
  expiresAt: Date;
}

/** How long a pre-signed URL is good. */
export const uploadLifeMs = 3_600_000;
