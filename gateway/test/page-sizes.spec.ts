import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Gateway } from '../index.ts';
import { type ForeignGraph, startForeignGraph } from './start-foreign-graph.ts';

let graph: ForeignGraph;
let gateway: Gateway;
beforeAll(async () => {
  graph = await startForeignGraph();
  graph.registry.text = graph.supergraph(`
    scalar Count
    input Page { first: Int  after: ID  inner: Page  last: String }
    type Mutation { shelve(page: Page): Int }
    extend type Query { shelf(page: Page, pages: [Page!]): [Fruit!]  stack(first: Count): [Fruit!] }`);
  gateway = await graph.start({}, { MAX_PAGE_SIZE: '7' });
});
afterAll(() => graph.close());

/** The refusal of an operation. Undefined for one that is executed, also when the subgraph knows its field not. */
async function refusalOf(query: string, variables: object = {}, operationName?: string): Promise<unknown> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const answer = (await response.json()) as { data?: unknown; errors?: { message: string }[] };
  return answer.data === undefined ? answer.errors?.[0]?.message : undefined;
}

const sentence = (place: string, field = 'shelf') => `A page of ${field} may have at most 7 items (${place}).`;

it.each([
  ['{ shelf(page: { first: 8 }) { id } }', {}, 'page.first'],
  ['{ shelf(page: { inner: { first: 8 } }) { id } }', {}, 'page.inner.first'],
  ['{ shelf(pages: [{ first: 1 }, { first: 8 }]) { id } }', {}, 'pages.first'],
  ['query ($n: Int) { shelf(page: { first: $n }) { id } }', { n: 8 }, 'page.first'],
  ['query ($page: Page) { shelf(page: $page) { id } }', { page: { inner: { first: 8 } } }, 'page.inner.first'],
  ['query ($page: Page = { first: 8 }) { shelf(page: $page) { id } }', {}, 'page.first'],
])('the size of a page within an input object is bounded: %s', async (query, variables, place) => {
  expect(await refusalOf(query, variables)).toBe(sentence(place));
});

it.each([
  ['{ shelf(page: { first: 7, last: "99", after: "f99" }) { id } }', {}],
  ['query ($page: Page = { first: 8 }) { shelf(page: $page) { id } }', { page: { first: 7 } }],
  // The numbers of a change may be anything.
  ['mutation { shelve(page: { first: 8 }) }', {}],
])('what is no page, or a small one, passes: %s', async (query, variables) => {
  expect(await refusalOf(query, variables)).toBeUndefined();
});

it('operations that are not executed count for nothing', async () => {
  const document = `
    query small { stack(first: 1) { id } }
    query large { ...F }
    fragment F on Query { stack(first: 9) { id } }`;
  expect(await refusalOf(document, {}, 'small')).toBeUndefined();
  expect(await refusalOf(document, {}, 'large')).toBe(sentence('first', 'stack'));
});

it('the cost counts sizes within input objects, and those that are scalars of others, for each request', async () => {
  const within = 'query ($page: Page) { a: shelf(page: $page) { id } b: shelf(page: $page) { id } }';
  const scalar =
    'query ($n: Count) { a: stack(first: $n) { id } b: stack(first: $n) { id } c: stack(first: $n) { id } }';
  gateway = await graph.start({}, { MAX_COST: '50' });
  expect(await refusalOf(within, { page: { first: 1 } })).toBeUndefined();
  expect(await refusalOf(within, { page: { first: 1_000 } })).toMatch(/^The result may have 2200 objects; at most 50/);
  expect(await refusalOf(scalar, { n: 1 })).toBeUndefined();
  expect(await refusalOf(scalar, { n: 1_000 })).toMatch(/^The result may have 3300 objects; at most 50/);
});
