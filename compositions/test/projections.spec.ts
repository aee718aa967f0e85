import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Consumer } from '@soko/outbox';
import type { Projections } from '@soko/subgraph';
import { loaders } from '../subgraph-loaders.ts';
import { subgraphNames } from '../subgraphs.ts';

/** The consumers of subgraphs that keep the teams of stores. */
const teamConsumers = async (): Promise<Consumer[]> => {
  const files = subgraphNames.map((name) => join(process.cwd(), `subgraphs/${name}/events/on-store-member-changed.ts`));
  const found = await Promise.all(files.filter((file) => existsSync(file)).map((file) => import(file)));
  return found.map(({ onStoreMemberChanged }) => onStoreMemberChanged({ pool: null }));
};

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

  it.each(['createStore', 'acceptStoreInvitation', 'setStoreMemberRole', 'removeStoreMember'])(
    'of %s are all that keep the teams of stores',
    async (mutation) => {
      const { projections = {} } = (await loaders.users()) as { projections?: Projections };
      const groups = (await teamConsumers()).map(({ group }) => group);
      expect(groups.length).toBeGreaterThan(3);
      expect([...projections[mutation]!.groups].toSorted()).toEqual(groups.toSorted());
    },
  );
});
