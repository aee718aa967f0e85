import { confirmFile } from './confirm-file.ts';
import type { MediaStore } from './media-store.ts';
import { inspectPicture } from './pictures.ts';

/** A picture that a person uploads for something else, such as a message, or its upload. */
export interface PictureUpload {
  id: string;
  /** `PENDING` until its file has arrived, and `REMOVED` when nothing used it in time. */
  status: string;
  mimeType: string;
  size: number;
  key: string;
}

/** A picture that was checked. Size in bytes, width and height in pixels. */
export interface CheckedPicture {
  key: string;
  size: number;
  width: number;
  height: number;
}

/** Where a picture is kept. */
export interface PictureKeeping {
  /** The final key of a content. */
  keptKey(id: string, fingerprint: string): string;
  /** The picture as it is now. */
  find(id: string): Promise<PictureUpload | null>;
  /** Saves that the file arrived, unless another one did before. Returns the saved picture. */
  save(id: string, file: CheckedPicture): Promise<PictureUpload | null>;
}

/** Result of checking the file of a picture. `isNew` is false if another file of it had arrived before. */
export type Confirmation = { isNew: boolean } | { problem: string };

const removed = 'The picture was removed, because nothing used it in time. Upload it again.';

/** `PENDING → UPLOADED` if the file has arrived and is a picture of the announced type and size. */
export async function confirmPicture(
  store: MediaStore,
  picture: PictureUpload,
  { keptKey, find, save }: PictureKeeping,
): Promise<Confirmation> {
  const { id, status, mimeType } = picture;
  if (status === 'REMOVED') return { problem: removed };
  if (status !== 'PENDING') return { isNew: false };
  return confirmFile(store, {
    upload: picture,
    picture: mimeType,
    inspect: (head) => inspectPicture(head, mimeType),
    keptKey: (fingerprint) => keptKey(id, fingerprint),
    async findArrived() {
      const latest = await find(id);
      return latest?.status === 'UPLOADED' ? latest : null;
    },
    async save(file) {
      const saved = await save(id, file);
      return saved === null || saved.status === 'REMOVED' ? { problem: removed } : saved;
    },
  });
}
