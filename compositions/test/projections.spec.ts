import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Projections } from '@soko/subgraph';
import { loaders } from '../subgraph-loaders.ts';
import { subgraphNames } from '../subgraphs.ts';

const sources = readdirSync('subgraphs', { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[^/]+\/(events\/[^/]+|group|index)\.ts$/.test(file))
  .map((file) => readFileSync(join('subgraphs', file), 'utf8'));

describe('the projections that mutations wait for', () => {
  it.each(subgraphNames)('of %s belong to mutations, to its own topics and to groups that exist', async (name) => {
    const { projections = {}, typeDefs } = (await loaders[name]()) as { projections?: Projections; typeDefs: string };
    for (const [mutation, { topic, groups }] of Object.entries(projections)) {
      expect(typeDefs).toMatch(new RegExp(`^  ${mutation}\\(`, 'm'));
      expect(topic).toMatch(new RegExp(`^${name}\\.`));
      for (const group of groups) {
        expect(sources.some((source) => source.includes(`'${group}'`))).toBe(true);
      }
    }
  });
});
