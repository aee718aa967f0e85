import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { databases } from '../migrations/datamodels.mjs';

const page = readFileSync('docs/operating.md', 'utf8');
/** The log of events in Postgres is no subgraph's, and is there without Kafka. */
const all = [...databases(), 'events'].sort();

/** The names of databases in the sentence about who creates them. */
const created = [...page.split('## The first administrator')[0]!.matchAll(/`soko_(\w+)`/g)].map(([, name]) => name!);
const loops = [...page.matchAll(/^for name in ([\w ]+); do$/gm)].map(([, names]) => names!.split(' '));

// A backup without one of them cannot be restored: a copy of everything but the wallets has lost the money.
describe('docs/operating.md', () => {
  it('names every database that an operator creates', () => expect(created.toSorted()).toEqual(all));

  it('dumps and restores every database', () => {
    expect(loops.map((names) => names.toSorted())).toEqual([all, all]);
  });
});
