import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, readPage, toConnection } from './index.ts';

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
    expect(readPage({}, 1)).toEqual({ limit: 20, cursor: null, backwards: false });
  });

  it('continues from a cursor, either way', () => {
    const cursor = encodeCursor(['a', 3]);
    expect(readPage({ first: 5, after: cursor }, 2)).toEqual({ limit: 5, cursor: ['a', 3], backwards: false });
    expect(readPage({ last: 5, before: cursor }, 2)).toEqual({ limit: 5, cursor: ['a', 3], backwards: true });
  });

  it.each([
    [{ first: 1000 }, 'first'],
    [{ first: 0 }, 'first'],
    [{ last: 101 }, 'last'],
    [{ first: 1, last: 1 }, 'last'],
    [{ after: 'nonsense' }, 'after'],
    [{ before: encodeCursor(['one', 'too many']) }, 'before'],
  ])('refuses %j', (args, field) => {
    expect(code(() => readPage(args, 1))).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  it('refuses a cursor that was edited', () => {
    const edited = Buffer.from('["a" ]').toString('base64url');
    expect(code(() => decodeCursor(edited, 1, 'after'))).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('making a connection', () => {
  const cursorOf = (row: number) => encodeCursor([row]);

  it('says whether there is more ahead', () => {
    const page = { limit: 2, cursor: null, backwards: false };
    expect(toConnection([1, 2, 3], page, cursorOf)).toMatchObject({
      nodes: [1, 2],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: cursorOf(2) },
    });
  });

  it('turns a backward page round', () => {
    const page = { limit: 2, cursor: [4], backwards: true };
    expect(toConnection([3, 2, 1], page, cursorOf)).toMatchObject({
      nodes: [2, 3],
      pageInfo: { hasNextPage: true, hasPreviousPage: true, startCursor: cursorOf(2) },
    });
  });
});
