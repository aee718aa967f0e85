import { MalformedPicture, slice } from './malformed-picture.ts';

/** A box of ISO/IEC 14496-12. Places are offsets in the file. */
interface Box {
  type: string;
  start: number;
  /** Where its content begins. */
  content: number;
  end: number;
}

const typeAt = (file: Buffer, at: number): string => slice(file, at, at + 4).toString('latin1');

function boxAt(file: Buffer, start: number, limit: number): Box {
  const size = slice(file, start, start + 4).readUInt32BE();
  const type = typeAt(file, start + 4);
  const isLarge = size === 1;
  const content = start + (isLarge ? 16 : 8);
  // A box without a size goes on to the end.
  const end =
    size === 0 ? limit : start + (isLarge ? Number(slice(file, start + 8, start + 16).readBigUInt64BE()) : size);
  if (end < content || end > limit) throw new MalformedPicture('A box ends after its container.');
  return { type, start, content, end };
}

function* boxesIn(file: Buffer, start: number, end: number): Generator<Box> {
  for (let at = start; at < end;) {
    const box = boxAt(file, at, end);
    yield box;
    at = box.end;
  }
}

/** Reads numbers one after another. */
function reader(file: Buffer, start: number, end: number) {
  let at = start;
  const read = (bytes: number): number => {
    if (bytes === 0) return 0;
    if (bytes > 4 && bytes !== 8) throw new MalformedPicture('A number has no usual size.');
    if (at + bytes > end) throw new MalformedPicture('A box ends too early.');
    const value = bytes === 8 ? Number(file.readBigUInt64BE(at)) : file.readUIntBE(at, bytes);
    at += bytes;
    return value;
  };
  return { read, at: () => at };
}

/** Ids of the items that are no pictures: Exif, and XMP, which is an item of the kind `mime`. */
function metadataItems(file: Buffer, { content, end }: Box): Set<number> {
  const version = slice(file, content, content + 1)[0]!;
  const found = new Set<number>();
  for (const entry of boxesIn(file, content + (version === 0 ? 6 : 8), end)) {
    const { read, at } = reader(file, entry.content, entry.end);
    const entryVersion = read(1);
    if (entry.type !== 'infe' || entryVersion < 2)
      throw new MalformedPicture('The items of the picture cannot be read.');
    read(3);
    const id = read(entryVersion === 2 ? 2 : 4);
    read(2);
    if (['Exif', 'mime', 'uri '].includes(typeAt(file, at()))) found.add(id);
  }
  return found;
}

type Stretch = readonly [start: number, end: number];

/** Where the data of some items is in the file: the box `iloc`. */
function placesOf(file: Buffer, { content, end }: Box, items: ReadonlySet<number>, idat: Box | undefined): Stretch[] {
  const { read } = reader(file, content, end);
  const version = read(1);
  read(3);
  const [sizes, more] = [read(1), read(1)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4];
  const indexSize = version === 0 ? 0 : more & 15;
  const idSize = version < 2 ? 2 : 4;
  const places: Stretch[] = [];
  for (let left = read(idSize); left > 0; left -= 1) {
    const id = read(idSize);
    const method = version === 0 ? 0 : read(2) & 15;
    const isOutside = read(2) !== 0;
    const base = read(baseSize);
    for (let extents = read(2); extents > 0; extents -= 1) {
      read(indexSize);
      const start = base + read(offsetSize);
      const length = read(lengthSize);
      if (!items.has(id)) continue;
      // Without a length an item is all there is.
      if (isOutside || method > 1 || length === 0 || (method === 1 && !idat))
        throw new MalformedPicture('The metadata of the picture cannot be found.');
      const from = start + (method === 1 ? idat!.content : 0);
      slice(file, from, from + length);
      places.push([from, from + length]);
    }
  }
  return places;
}

function metadataIn(file: Buffer, meta: Box): Stretch[] {
  const boxes = [...boxesIn(file, meta.content + 4, meta.end)];
  const find = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const [items, places] = [find('iinf'), find('iloc')];
  const found = items ? metadataItems(file, items) : new Set<number>();
  if (found.size === 0) return [];
  if (!places) throw new MalformedPicture('The metadata of the picture cannot be found.');
  return placesOf(file, places, found, find('idat'));
}

/** Boxes of a file that show the picture. */
const shown = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free', 'skip', 'sidx', 'moof', 'mfra']);

/** Boxes in which a sequence of pictures may say more about itself. */
const nested = new Set(['moov', 'trak']);
const notes = new Set(['udta', 'uuid', 'meta']);

/** The boxes of metadata of a sequence. */
function* noteBoxes(file: Buffer, box: Box): Generator<Box> {
  for (const inner of boxesIn(file, box.content, box.end)) {
    if (notes.has(inner.type)) yield inner;
    else if (nested.has(inner.type)) yield* noteBoxes(file, inner);
  }
}

/**
 * Overwrites everything but the picture and its properties, such as its rotation. Other boxes tell places in the file, so that
 * nothing is moved.
 */
export function removeFromAvif(file: Buffer): Buffer {
  const cleaned = Buffer.from(file);
  const empty = ({ start, content, end }: Box): void => {
    cleaned.write('free', start + 4, 'latin1');
    cleaned.fill(0, content, end);
  };
  const boxes = [...boxesIn(file, 0, file.length)];
  if (boxes[0]?.type !== 'ftyp') throw new MalformedPicture('This is no AVIF.');
  for (const box of boxes) {
    if (!shown.has(box.type) || box.type === 'free' || box.type === 'skip') empty(box);
    if (box.type === 'meta') for (const [start, end] of metadataIn(file, box)) cleaned.fill(0, start, end);
    if (box.type === 'moov') for (const note of noteBoxes(file, box)) empty(note);
  }
  return cleaned;
}
