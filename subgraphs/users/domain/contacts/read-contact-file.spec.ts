import { describe, expect, it } from '@jest/globals';
import { readContactFile } from './read-contact-file.ts';

describe('a file of contacts', () => {
  it('has rows with quotes, a byte order mark, any line breaks and empty lines', () => {
    const csv = '\uFEFFemail,name,tags\r\nada@example.com,"Lovelace, ""Ada""",VIP|new\r\n\r\ngrace@example.com,,\n';
    expect(readContactFile(csv, ['fair'])).toEqual({
      rows: [
        { line: 2, email: 'ada@example.com', name: 'Lovelace, "Ada"', tags: ['fair', 'new', 'vip'] },
        { line: 4, email: 'grace@example.com', name: null, tags: ['fair'] },
      ],
      faults: [],
    });
  });

  it('has one contact for each address', () => {
    const csv = 'tags;email;name\na;ADA@example.com;\nb;ada@example.com;Ada';
    expect(readContactFile(csv, [])).toEqual({
      rows: [{ line: 2, email: 'ada@example.com', name: 'Ada', tags: ['a', 'b'] }],
      faults: [],
    });
  });

  it('says which rows are faulty', () => {
    const csv = 'email,name\nno address,X\na@example.com\n"b@example.com,X\nc@example.com,"X"y\nd@example.com,X';
    expect(readContactFile(csv, [])).toEqual({
      rows: [{ line: 6, email: 'd@example.com', name: 'X', tags: [] }],
      faults: [
        { line: 2, message: 'The email must be an email address, such as ada@example.com.' },
        { line: 3, message: 'Expected 2 fields.' },
        { line: 4, message: 'Expected 2 fields with matching quotes.' },
        { line: 5, message: 'Expected 2 fields with matching quotes.' },
      ],
    });
  });

  it.each([
    ['', 'unknown column ""'],
    ['name', 'lacks the column "email"'],
    ['email,email', 'a column twice'],
    ['email,phone', 'unknown column "phone"'],
  ])('with the header %j is refused', (csv, message) => {
    expect(readContactFile(csv, [])).toEqual({ message: expect.stringContaining(message) });
  });
});
