import { createHash } from 'node:crypto';

/** A weak tag of a text: it stays the same when the text is compressed on its way. */
export const etagOf = (text: string): string =>
  `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;

const strip = (tag: string): string => tag.trim().replace(/^W\//, '');

/** True when `If-None-Match` names the tag, by the weak comparison. */
export const matchesEtag = (header: string | undefined, etag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((tag) => strip(tag) === strip(etag)));
