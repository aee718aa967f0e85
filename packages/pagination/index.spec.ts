import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CursorCodec,
  cursorOf,
  encodeCursor,
  idAlone,
  numberAlone,
  type Position,
  readCursor,
  readPage,
  timeAndId,
  toConnection,
} from './index.ts';

/** Any position of `length` values. */
const positionOf = (length: number): CursorCodec<Position> => ({
  list: 'things',
  write: (position) => position,
  read: (position) => (position.length === length ? position : null),
});

const code = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { extensions?: object }).extensions;
  }
  return undefined;
};

describe('reading a page', () => {
  it('is the first twenty when nothing is asked', () => {
    expect(readPage({}, positionOf(1))).toEqual({ limit: 20, cursor: null, backwards: false });
  });

  it('continues from a cursor, either way', () => {
    const cursor = encodeCursor('things', ['a', 3]);
    expect(readPage({ first: 5, after: cursor }, positionOf(2))).toEqual({
      limit: 5,
      cursor: ['a', 3],
      backwards: false,
    });
    expect(readPage({ last: 5, before: cursor }, positionOf(2))).toEqual({
      limit: 5,
      cursor: ['a', 3],
      backwards: true,
    });
  });

  it.each([
    [{ first: 1000 }, 'first'],
    [{ first: 0 }, 'first'],
    [{ last: 101 }, 'last'],
    [{ first: 1, last: 1 }, 'last'],
    [{ after: 'nonsense' }, 'after'],
    [{ before: encodeCursor('things', ['one', 'too many']) }, 'before'],
  ])('refuses %j', (args, field) => {
    expect(code(() => readPage(args, positionOf(1)))).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  it('refuses a cursor that was edited', () => {
    const edited = Buffer.from('["things","a" ]').toString('base64url');
    expect(code(() => readCursor(positionOf(1), edited, 'after'))).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('the cursors of a list by time and id', () => {
  const codec = timeAndId('orders', (id) => id.startsWith('ord_'));
  const position = [new Date('2026-03-01T10:00:00.123Z'), 'ord_1'] as const;

  it('are read as they were written', () => {
    const page = readPage({ after: cursorOf(codec, position) }, codec);
    expect(page.cursor).toEqual(position);
  });

  it.each([
    [['2026-03-01T10:00:00.123Z', 'pay_1']],
    [['2026-03-01', 'ord_1']],
    [['2026-13-41T10:00:00.123Z', 'ord_1']],
    [['2026-02-30T10:00:00.123Z', 'ord_1']],
    [['0000-02-10T10:00:00.123Z', 'ord_1']],
    [['2026-03-01T10:00:00.123Z', 'ord_\uD83E']],
    [['2026-03-01T10:00:00.123Z', 'ord_1', 'ord_2']],
    [[1_772_359_200_123, 'ord_1']],
    [['ord_1']],
  ])('are not %j', (values) => {
    const read = () => readPage({ after: encodeCursor('orders', values) }, codec);
    expect(code(read)).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
    expect(read).toThrow(
      'The cursor is not valid for this list. Pass a cursor that this list returned, or omit it to start at the beginning.',
    );
  });

  it('carry no NUL, which Postgres cannot compare', () => {
    expect(
      code(() => readPage({ before: encodeCursor('things', ['2026-03-01T10:00:00.123Z', '\0']) }, timeAndId('things'))),
    ).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'before',
    });
  });
});

describe('the cursors of a list by id', () => {
  const codec = idAlone('messages', (id) => id.startsWith('ntf_'));

  it('are read as they were written', () => {
    expect(readPage({ last: 1, before: cursorOf(codec, ['ntf_1']) }, codec).cursor).toEqual(['ntf_1']);
  });

  it('are of this list alone', () => {
    expect(code(() => readPage({ after: encodeCursor('messages', ['ord_1']) }, codec))).toMatchObject({
      field: 'after',
    });
    expect(code(() => readPage({ after: encodeCursor('users', ['ntf_1']) }, codec))).toMatchObject({ field: 'after' });
  });
});

describe('the cursors of a list by number', () => {
  it('are read as they were written', () => {
    const codec = numberAlone('rows');
    expect(readCursor(codec, cursorOf(codec, [7]), 'after')).toEqual([7]);
  });

  it.each([-1, 1.5, 2 ** 31, 1e300, '7', null])('are not %p', (number) => {
    expect(code(() => readCursor(numberAlone('rows'), encodeCursor('rows', [number]), 'before'))).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'before',
    });
  });
});

describe('any text as a cursor', () => {
  const codecs = [timeAndId('things'), idAlone('things'), numberAlone('things')];
  const forged = fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.constant(null)), { maxLength: 4 })
    .map((position) => encodeCursor('things', position));

  it('is read or refused with its field, and what is read can be written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), forged), fc.constantFrom(...codecs), (text, codec) => {
        let cursor: string;
        try {
          cursor = cursorOf(codec as CursorCodec<unknown>, readCursor(codec as CursorCodec<unknown>, text, 'after'));
        } catch (error) {
          expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'after' } });
          return;
        }
        expect(cursor).toBe(text);
      }),
    );
  });
});

describe('making a connection', () => {
  const cursorFor = (row: number) => encodeCursor('things', [row]);

  it('says whether there is more ahead', () => {
    const page = { limit: 2, cursor: null, backwards: false };
    expect(toConnection([1, 2, 3], page, cursorFor)).toMatchObject({
      nodes: [1, 2],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: cursorFor(2) },
    });
  });

  it('turns a backward page round', () => {
    const page = { limit: 2, cursor: [4], backwards: true };
    expect(toConnection([3, 2, 1], page, cursorFor)).toMatchObject({
      nodes: [2, 3],
      pageInfo: { hasNextPage: true, hasPreviousPage: true, startCursor: cursorFor(2) },
    });
  });
});
