import anyAscii from 'any-ascii';

/** Characters that file systems or headers give a meaning to. Invisible ones can turn the shown order of letters around. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}"*/:<>?\\|%]/gu;

/** The first half of a character whose second half was cut off. */
const halfCharacter = /[\uD800-\uDBFF]$/;

/** The name without folders, leading dots and unsafe characters, at most 150 characters with its extension. */
export function safeFileName(fileName: string): string {
  const clean = fileName
    .normalize('NFC')
    .replaceAll(unsafe, '_')
    .replace(/^[.\s]+/, '')
    .trim();
  if (clean === '') return 'download';
  if (clean.length <= 150) return clean;
  const extension = /\.\w{1,10}$/.exec(clean)?.[0] ?? '';
  return `${clean.slice(0, 150 - extension.length).replace(halfCharacter, '')}${extension}`;
}

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/['()*!]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** The header `Content-Disposition` that saves a file under its name: RFC 6266, with an ASCII name for old clients. */
export function attachmentHeader(fileName: string): string {
  const name = safeFileName(fileName);
  const ascii = safeFileName(anyAscii(name));
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encode(name)}`;
}
