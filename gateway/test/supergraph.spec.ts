import { mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import { supergraphUrl } from '../execution/supergraph-url.ts';
import { supergraphFile } from '../index.ts';
import { compose, createSubgraphs, fixtureSupergraph, peopleSdl, shopSdl, slowCalls } from './fixture-graph.ts';
import { serveRegistry } from './start-foreign-graph.ts';
import { changeableSupergraph, codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const closedShop = shopSdl.replace('things(first: Int): [Thing!]!', 'things(first: Int): [Thing!]! @authenticated');
const withoutSearch = shopSdl.replace('search(text: String!, kind: FoundKind): [Found!]!', '');

describe('a supergraph that changes while the gateway runs', () => {
  let gateway: TestGateway;
  const supergraph = changeableSupergraph(fixtureSupergraph());
  beforeAll(async () => {
    gateway = await startTestGateway({ supergraph });
  });
  afterAll(() => gateway.close());

  const search = '{ search(text: "a") { ... on Thing { id } } }';
  const swapTo = async (sdl: string): Promise<void> => {
    const before = gateway.log().length;
    supergraph.change(sdl);
    await until('a word about the new supergraph', () =>
      gateway
        .log()
        .slice(before)
        .some(({ msg }) => /supergraph/.test(String(msg))),
    );
  };

  it('is served with its new fields and its new rules', async () => {
    expect((await gateway.ask('{ things { id } }')).errors).toBeUndefined();
    await swapTo(compose({ people: peopleSdl, shop: closedShop }));
    expect(codesOf(await gateway.ask('{ things { id } }'))).toEqual(['UNAUTHENTICATED']);
    await swapTo(compose({ people: peopleSdl, shop: withoutSearch }));
    expect(codesOf(await gateway.ask(search))).toEqual(['BAD_USER_INPUT']);
    await swapTo(fixtureSupergraph());
    expect((await gateway.ask(search)).errors).toBeUndefined();
  });

  it.each([
    ['is not GraphQL', 'type Query {'],
    ['is no supergraph', 'type Query { a: Int }'],
    ['is empty', ''],
    ['is cut off', fixtureSupergraph().slice(0, 3_000)],
    [
      'needs a feature nobody enforces',
      fixtureSupergraph().replace('specs.apollo.dev/inaccessible', 'specs.example.com/vault'),
    ],
  ])('and %s leaves the old one in place and says so', async (_, sdl) => {
    await swapTo(sdl);
    const line = gateway.log().findLast(({ level }) => level === 'error');
    expect(line?.['msg']).toBe('the new supergraph is invalid; still serving the previous one');
    expect((await gateway.ask(search)).data).toEqual({ search: [{ id: 'prd_1' }, { id: 'prd_2' }] });
  });

  it('loses no operation that is under way', async () => {
    const { begun } = slowCalls;
    const slow = gateway.ask('{ slow(ms: 300) }');
    await until('the slow operation to be under way', () => slowCalls.begun > begun);
    await swapTo(compose({ people: peopleSdl, shop: withoutSearch }));
    expect((await slow).data).toEqual({ slow: 300 });
  });
});

describe('a supergraph in a file', () => {
  it('is seen to change, also when a link comes to point elsewhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'soko-supergraph-'));
    const path = join(folder, 'supergraph.graphql');
    await Promise.all([writeFile(join(folder, 'a'), 'one'), writeFile(join(folder, 'b'), 'another')]);
    await symlink(join(folder, 'a'), path);
    const source = supergraphFile(path, { pollMs: 20, log: silentLogger });
    expect(await source.read()).toBe('one');
    const seen: string[] = [];
    const unwatch = source.watch((text) => seen.push(text));
    await unlink(path);
    await symlink(join(folder, 'b'), path);
    await until('the new text', () => seen.includes('another'));
    await writeFile(join(folder, 'b'), 'a third');
    await until('the third text', () => seen.includes('a third'));
    unwatch();
    await rm(folder, { recursive: true });
  });
});

describe('a supergraph at a URL without ETags', () => {
  let registry: Awaited<ReturnType<typeof serveRegistry>>;
  const source = () => supergraphUrl(registry.url, { pollMs: 1, log: silentLogger });
  beforeEach(async () => {
    registry = await serveRegistry('one', { hasEtags: false });
  });
  afterEach(() => registry.close());

  it('is offered once, however often it is read', async () => {
    const watched = source();
    expect(await watched.read()).toBe('one');
    const seen: string[] = [];
    const unwatch = watched.watch((text) => seen.push(text));
    registry.text = 'another';
    await until('the new text', () => seen.length > 0);
    const { asked } = registry;
    await until('five more questions', () => registry.asked >= asked + 5);
    unwatch();
    expect(seen).toEqual(['another']);
  });

  it('is not asked for while the last one is built', async () => {
    let building = 0;
    let most = 0;
    let built = 0;
    // The last one may still be built when the next test begins.
    const own = registry;
    const unwatch = source().watch(async () => {
      building += 1;
      most = Math.max(most, building);
      for (let turn = 0; turn < 20; turn += 1) {
        own.text = `text ${own.asked}`;
        await fetch(own.url).then(
          (response) => response.text(),
          () => null,
        );
      }
      building -= 1;
      built += 1;
    });
    await until('three supergraphs to be built', () => built >= 3);
    unwatch();
    expect(most).toBe(1);
  });

  it('is refused when it is too large', async () => {
    registry.text = 'a'.repeat(16 * 1024 * 1024 + 1);
    await expect(source().read()).rejects.toThrow('more than 16777216 bytes');
  });
});

describe('a supergraph that does not load at the start', () => {
  it('is the reason why the gateway does not start', async () => {
    const supergraph = changeableSupergraph('type Query { a: Int }');
    await expect(startTestGateway({ supergraph, subgraphs: createSubgraphs() })).rejects.toThrow(/supergraph/i);
  });
});
