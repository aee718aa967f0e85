/** URL and headers for sending a file. */
export interface UploadTarget {
  url: string;
  headers: { name: string; value: string }[];
}

/** First bytes and total size of a file. */
export interface StoredFile {
  size: number;
  head: Buffer;
}

/** A file that arrived with a pre-signed URL. Exactly this content is kept, even if another file arrives meanwhile. */
export interface ArrivedFile extends StoredFile {
  /** Differs for every content: letters and digits. */
  fingerprint: string;
  /** The whole content. Null if it was replaced meanwhile. */
  content(): Promise<Buffer | null>;
  /**
   * Moves the content to its final key, which accepts no uploads, or saves `changed` there in its place. Returns false if it
   * was replaced meanwhile.
   */
  keep(key: string, changed?: { content: Buffer; mimeType: string }): Promise<boolean>;
  /** Removes the content. */
  drop(): Promise<void>;
}

/** A stored file, as it is listed. */
export interface ListedFile {
  key: string;
  /** Time at which it was written or got its key. */
  changedAt: Date;
}

/** Stores uploaded files. There are two adapters: a local folder and any S3 API. */
export interface MediaStore {
  /** A pre-signed URL that accepts exactly this file with PUT. */
  uploadTarget(file: {
    id: string;
    key: string;
    mimeType: string;
    size: number;
    expiresAt: Date;
  }): Promise<UploadTarget>;
  /** The public URL of the file with this key. */
  urlOf(key: string): string;
  /** The file that arrived at the key of an upload with its first `bytes`, or null if none did. */
  arrived(key: string, bytes: number): Promise<ArrivedFile | null>;
  /** The first `bytes` of a file and its size, or null if there is no such file. */
  peek(key: string, bytes: number): Promise<StoredFile | null>;
  /** The bytes of a file from `start` to `end`, both included, as a stream. Default: to its end. Fails if there is no such file. */
  read(key: string, start: number, end?: number): Promise<AsyncIterable<Buffer>>;
  remove(key: string): Promise<void>;
  /** The files of a folder of keys such as `images/`, in no order, up to a thousand at a time. */
  list(folder: string): AsyncIterable<readonly ListedFile[]>;
}
