export type UploadStatus = 'PENDING' | 'UPLOADED' | 'EXPIRED';

export const uploadPurposes = ['CATALOGUE', 'DIGITAL_GOODS', 'REVIEW'] as const;
/** Use of an upload: pictures and imports, a file that buyers download, or a picture of a review. */
export type UploadPurpose = (typeof uploadPurposes)[number];

/** An upload of one file. `key` is its key in the media store. Size in bytes, width and height in pixels. */
export interface Upload {
  id: string;
  status: UploadStatus;
  fileName: string;
  mimeType: string;
  purpose: UploadPurpose;
  size: number;
  key: string;
  width: number | null;
  height: number | null;
  expiresAt: Date;
}

/** Lifetime of a pre-signed URL. */
export const uploadLifetimeMs = 3_600_000;
