import { describe, expect, it } from '@jest/globals';
import { attachmentHeader, safeFileName } from './attachment-header.ts';

describe('the name of a downloaded file', () => {
  it.each([
    ['Handbuch.pdf', 'Handbuch.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\temp\\a.exe', 'C__temp_a.exe'],
    ['a"; filename="b.exe', 'a_; filename=_b.exe'],
    ['line\r\nSet-Cookie: x', 'line__Set-Cookie_ x'],
    ['photo\u202Egpj.exe', 'photo_gpj.exe'],
    ['.htaccess', 'htaccess'],
    [' . ', 'download'],
  ])('%j becomes %j', (given, safe) => {
    expect(safeFileName(given)).toBe(safe);
  });

  it('keeps its extension when it is cut', () => {
    expect(safeFileName(`${'a'.repeat(300)}.zip`)).toMatch(/^a{146}\.zip$/);
  });

  it('is sent in ASCII and in full', () => {
    expect(attachmentHeader("Für Sie (1)'s.pdf")).toBe(
      `attachment; filename="Fur Sie (1)'s.pdf"; filename*=UTF-8''F%C3%BCr%20Sie%20%281%29%27s.pdf`,
    );
    expect(attachmentHeader('値段.zip')).toMatch(/^[\x20-\x7e]+$/);
  });
});
