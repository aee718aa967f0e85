import { MalformedPicture, slice } from './malformed-picture.ts';
import { orientationIn, tiffOf } from './orientation.ts';

// Markers: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, table B.1.
const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const comment = 0xfe;
const [app0, app1, app2, app14, app15] = [0xe0, 0xe1, 0xe2, 0xee, 0xef];

const exif = 'Exif\0\0';

/** The application segments that say how to show the picture, by their first bytes. */
const kept: Readonly<Record<number, string>> = { [app0]: 'JFIF\0', [app2]: 'ICC_PROFILE\0', [app14]: 'Adobe' };

const begins = (content: Buffer, text: string): boolean => content.toString('latin1', 0, text.length) === text;

const isMetadata = (marker: number, content: Buffer): boolean => {
  if (marker === comment) return true;
  if (marker < app0 || marker > app15) return false;
  const start = kept[marker];
  return start === undefined || !begins(content, start);
};

function exifSegment(orientation: number): Buffer {
  const content = Buffer.concat([Buffer.from(exif, 'latin1'), tiffOf(orientation)]);
  const head = Buffer.from([0xff, app1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** Markers without a length: restarts, and one for private use. */
const standsAlone = (marker: number): boolean => (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01;

/** The end of the coded data of a scan: the next marker that is no restart, or the end of the file. */
function endOfScan(file: Buffer, start: number): number {
  for (let at = file.indexOf(0xff, start); at >= 0 && at + 1 < file.length; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1]!;
    if (next !== 0 && next !== 0xff && !standsAlone(next)) return at;
  }
  return file.length;
}

/** Everything but colour profiles, the orientation and the picture itself. What follows the picture goes too. */
export function removeFromJpeg(file: Buffer): Buffer {
  if (file.length < 4 || file[0] !== 0xff || file[1] !== startOfImage) throw new MalformedPicture('This is no JPEG.');
  const parts: Buffer[] = [slice(file, 0, 2)];
  let orientation = 1;
  let hasScan = false;
  for (let at = 2; at < file.length;) {
    if (file[at] !== 0xff) throw new MalformedPicture('A marker is missing.');
    const marker = file[at + 1];
    if (marker === undefined) throw new MalformedPicture('The file ends too early.');
    // A marker may be filled up in front.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === endOfImage) break;
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    const end = at + 2 + slice(file, at + 2, at + 4).readUInt16BE();
    const content = slice(file, at + 4, end);
    if (marker === app1 && begins(content, exif)) orientation = orientationIn(content.subarray(exif.length));
    if (!isMetadata(marker, content)) parts.push(slice(file, at, end));
    at = end;
    if (marker !== startOfScan) continue;
    hasScan = true;
    at = endOfScan(file, end);
    parts.push(slice(file, end, at));
  }
  if (!hasScan) throw new MalformedPicture('The file has no picture.');
  parts.push(Buffer.from([0xff, endOfImage]));
  // After JFIF's segment, which comes first.
  const place = parts[1]![1] === app0 ? 2 : 1;
  if (orientation > 1) parts.splice(place, 0, exifSegment(orientation));
  return Buffer.concat(parts);
}
