/** The file does not have the structure of its type. */
export class MalformedPicture extends Error {
  override readonly name = 'MalformedPicture';
}

/** A part of a file. Throws `MalformedPicture` when the file ends before it does. */
export function slice(file: Buffer, start: number, end: number): Buffer {
  if (start < 0 || end < start || end > file.length) throw new MalformedPicture('The file ends too early.');
  return file.subarray(start, end);
}
