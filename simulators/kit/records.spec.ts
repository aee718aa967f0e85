import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openRecords } from './records.ts';

type Book = { id: string; title: string };
type Shelf = { books: Book; authors: { id: string; wrote?: Book } };

let folder: string;
let file: string;
const open = () => openRecords<Shelf>(['books', 'authors'], file);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soko-records-'));
  file = join(folder, 'deeper', 'records.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

const keepTitle = (title: string): void => {
  const records = open();
  const draft = records.draft();
  draft.put('books', { id: 'b1', title });
  draft.commit();
  records.close();
};

describe('records', () => {
  it('shows a draft its own changes and nobody else before it is committed', () => {
    const records = open();
    const draft = records.draft();
    draft.put('books', { id: 'b1', title: 'Ulysses' });
    expect(draft.get('books', 'b1')?.title).toBe('Ulysses');
    expect(records.get('books', 'b1')).toBeUndefined();
    draft.commit();
    expect(records.get('books', 'b1')?.title).toBe('Ulysses');
    draft.remove('books', 'b1');
    expect(draft.get('books', 'b1')).toBeUndefined();
    draft.commit();
    expect(records.count('books')).toBe(0);
    records.close();
  });

  it('are there again after the file is reopened without a close', () => {
    const records = open();
    for (const id of ['a1', 'a2', 'a3']) {
      const draft = records.draft();
      draft.put('authors', { id });
      draft.commit();
    }
    const draft = records.draft();
    draft.remove('authors', 'a2');
    draft.commit();
    const again = open();
    expect([...again.oldestFirst('authors')].map(({ id }) => id)).toEqual(['a1', 'a3']);
    records.close();
    again.close();
  });

  it('lose what a crash left half written, and nothing else', () => {
    keepTitle('whole');
    appendFileSync(file, '[["books",{"id":"b1","title":"ha');
    keepTitle('after the crash');
    const records = open();
    expect(records.get('books', 'b1')?.title).toBe('after the crash');
    records.close();
  });

  it('refuse a file that is damaged in the middle, and say which', () => {
    keepTitle('whole');
    writeFileSync(file, `not json\n${readFileSync(file, 'utf8')}`);
    expect(open).toThrow(/records\.jsonl is damaged at byte 0/);
  });

  it('that carry one another are written once, and found as they were', () => {
    const records = open();
    const draft = records.draft();
    const wrote = draft.put('books', { id: 'b1', title: 'A title that is written once' });
    draft.put('authors', { id: 'a1', wrote });
    draft.commit();
    draft.put('books', { id: 'b1', title: 'changed since' });
    draft.commit();
    records.close();
    expect(readFileSync(file, 'utf8').split('A title that is written once')).toHaveLength(2);
    const again = open();
    expect(again.get('authors', 'a1')).toEqual({
      id: 'a1',
      wrote: { id: 'b1', title: 'A title that is written once' },
    });
    expect(again.get('books', 'b1')?.title).toBe('changed since');
    again.close();
  });

  it('are rewritten when most of the file is history', () => {
    const records = open();
    for (let round = 0; round < 3_000; round += 1) {
      const draft = records.draft();
      draft.put('books', { id: 'b1', title: `edition ${round}` });
      draft.commit();
    }
    records.close();
    const before = readFileSync(file).length;
    const again = open();
    expect(again.get('books', 'b1')?.title).toBe('edition 2999');
    expect(readFileSync(file).length).toBeLessThan(before / 100);
    const draft = again.draft();
    draft.put('books', { id: 'b2', title: 'written after the rewrite' });
    draft.commit();
    again.close();
    const last = open();
    expect([...last.newestFirst('books')].map(({ id }) => id)).toEqual(['b2', 'b1']);
    last.close();
  });
});
