/** Where to send a file, and until when. */
export interface UploadTarget {
  url: string;
  headers: { name: string; value: string }[];
}

/** What lies under a key: its first bytes and its whole size. */
export interface StoredFile {
  size: number;
  head: Buffer;
}

/** Where uploaded files lie. Two adapters keep the same promises: a local folder, and any S3 API. */
export interface MediaStore {
  /** A pre-signed address that takes exactly this file with PUT. */
  uploadTarget(file: {
    id: string;
    key: string;
    mimeType: string;
    size: number;
    expiresAt: Date;
  }): Promise<UploadTarget>;
  /** Where a browser finds what lies under `key`. */
  urlOf(key: string): string;
  /** The first `bytes` of a file and its size, or null when there is none. */
  peek(key: string, bytes: number): Promise<StoredFile | null>;
  /** The file from `offset` (in bytes) on, read as it is needed. Fails when there is none. */
  read(key: string, offset: number): Promise<AsyncIterable<Buffer>>;
  remove(key: string): Promise<void>;
}
