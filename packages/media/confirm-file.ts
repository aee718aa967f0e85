import { keepChecked } from './keep-checked.ts';
import type { MediaStore } from './media-store.ts';
import { maxInspectedBytes } from './pictures.ts';

/** The check of a file that arrived for an upload. */
export interface FileCheck<Size extends object, Upload extends { key: string }> {
  /** The upload, which waits for its file: where the file arrives, and its announced size in bytes. */
  upload: { key: string; size: number };
  /** Media type of a picture that is shown, whose metadata is removed. Null for other files. */
  picture: string | null;
  /** What is known of a file that begins with `head`, or the problem of one that is not as announced. */
  inspect(head: Buffer): Size | { problem: string };
  /** The final key of a content. */
  keptKey(fingerprint: string): string;
  /** The upload if another file of it arrived before. Null otherwise. */
  findArrived(): Promise<Upload | null>;
  /** Saves that this file arrived, unless another one did before. Returns the saved upload, or why it takes no file any more. */
  save(file: Size & { key: string; size: number }): Promise<Upload | { problem: string }>;
}

const isProblem = (result: object): result is { problem: string } => 'problem' in result;

/**
 * Checks the file of an upload that waits for it. A file that is as announced moves to a key of its own, so that no later file
 * can replace what was checked. Another one is removed: the right one can still be sent. `isNew` is false if another file of
 * the upload had arrived before.
 */
export async function confirmFile<Size extends object, Upload extends { key: string }>(
  store: MediaStore,
  { upload, picture, inspect, keptKey, findArrived, save }: FileCheck<Size, Upload>,
): Promise<{ upload: Upload; isNew: boolean } | { problem: string }> {
  const file = await store.arrived(upload.key, maxInspectedBytes);
  if (file === null) {
    const arrived = await findArrived();
    return arrived === null ? { problem: 'The file has not arrived yet.' } : { upload: arrived, isNew: false };
  }
  const inspection =
    file.size === upload.size
      ? inspect(file.head)
      : { problem: `The file has ${file.size} bytes, but ${upload.size} were announced.` };
  if (isProblem(inspection)) {
    await file.drop();
    return inspection;
  }
  const key = keptKey(file.fingerprint);
  const kept = await keepChecked(file, key, picture);
  if ('problem' in kept) return kept;
  const saved = await save({ ...inspection, ...kept, key });
  const isNew = !isProblem(saved) && saved.key === key;
  if (!isNew) await store.remove(key);
  return isProblem(saved) ? saved : { upload: saved, isNew };
}
