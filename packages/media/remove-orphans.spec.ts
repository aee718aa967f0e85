import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { createLogger } from '@soko/log';
import { createLocalMedia } from './local-media.ts';
import { removeOrphans } from './remove-orphans.ts';

describe('files that no row names', () => {
  let directory: string;
  let lines: string[];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'soko-orphans-'));
    await mkdir(join(directory, 'images'));
    lines = [];
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function write(count: number): Promise<string[]> {
    const keys = Array.from({ length: count }, () => `images/${newId('upl')}.png`);
    for (const key of keys) await writeFile(join(directory, key), 'x');
    return keys;
  }
  const left = async () => (await readdir(join(directory, 'images'))).map((name) => `images/${name}`).toSorted();
  const sweep = (named: readonly string[], before = new Date(Date.now() + 60_000)) =>
    removeOrphans({
      store: createLocalMedia({ directory, publicUrl: 'http://soko.example', key: 'none' }),
      folders: ['images/'],
      idPrefix: 'upl',
      findNamed: async (files) => files.map(({ key }) => key).filter((key) => named.includes(key)),
      before,
      log: createLogger({ name: 'spec', destination: { write: (line) => void lines.push(line) } }),
    });

  it.each([
    [1, 0],
    [100, 0],
    [101, 101],
  ])('are removed, and counted in the log: %i of them beside %i that rows name', async (orphans, known) => {
    await write(orphans);
    const named = await write(known);
    await sweep(named);
    expect(await left()).toEqual(named.toSorted());
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ removed: orphans, named: known, msg: 'removed files that no row names' }),
    ]);
  });

  it.each([
    [101, 0],
    [101, 1],
    [1_201, 1_200],
  ])('all stay when they are too many: %i of them beside %i that rows name', async (orphans, known) => {
    const named = await write(known);
    const all = [...named, ...(await write(orphans))];
    await expect(sweep(named)).rejects.toThrow(`names ${known} of the files in images/, and ${orphans} old ones`);
    expect(await left()).toEqual(all.toSorted());
    expect(lines).toEqual([]);
  });

  it('say nothing while they are new', async () => {
    const all = await write(101);
    await sweep([], new Date(Date.now() - 60_000));
    expect(await left()).toEqual(all.toSorted());
    expect(lines).toEqual([]);
  });
});
