import { describe, expect, it } from '@jest/globals';
import type { NewRecord } from '../domain/event-record.ts';
import { createBatchWriter } from './create-batch-writer.ts';

const record = (id: string): NewRecord => ({
  id,
  topic: 'users.user',
  type: 'users.user.verified',
  version: 1,
  subject: 'usr_1',
  sequence: 1,
  time: new Date(0),
  correlationId: 'cor_1',
  causationId: null,
  actor: { kind: 'SERVICE', id: 'users' },
  data: {},
});

/** A table that refuses some records, and with each the whole statement that contains it. */
function table(refused: readonly string[] = []) {
  const statements: string[][] = [];
  const add = async (records: readonly NewRecord[]): Promise<void> => {
    const ids = records.map(({ id }) => id);
    statements.push(ids);
    if (ids.some((id) => refused.includes(id))) throw new Error(`refused ${ids.join(', ')}`);
  };
  return { add, statements };
}

describe('writing records', () => {
  it('puts what arrives together into one statement, and what arrives meanwhile into the next', async () => {
    const { add, statements } = table();
    const write = createBatchWriter(add);
    const first = ['a', 'b', 'c'].map((id) => write(record(id)));
    await first[0];
    await Promise.all([...first, write(record('d')), write(record('e'))]);
    expect(statements).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('writes each alone when one is refused, and fails that one only', async () => {
    const { add, statements } = table(['b']);
    const write = createBatchWriter(add);
    const results = await Promise.allSettled(['a', 'b', 'c'].map((id) => write(record(id))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(statements).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
    await write(record('d'));
    expect(statements.at(-1)).toEqual(['d']);
  });

  it('puts at most 500 into a statement', async () => {
    const { add, statements } = table();
    const write = createBatchWriter(add);
    await Promise.all(Array.from({ length: 1_100 }, (_, index) => write(record(String(index)))));
    expect(statements.map((ids) => ids.length)).toEqual([500, 500, 100]);
  });
});
