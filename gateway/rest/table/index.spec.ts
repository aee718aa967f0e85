import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Scope } from '@soko/auth';
import { buildSchema, parse } from 'graphql';
import { notForKeys, readAccessRules } from '../../authorization/access-rules.ts';
import { createDemandReader } from '../../authorization/demands.ts';
import { compileRoute } from '../compile-route.ts';
import type { Access, Route } from '../route.ts';
import { routeTable } from './index.ts';

const read = (file: string): string => readFileSync(new URL(`../../../schema/${file}`, import.meta.url), 'utf8');
const schema = buildSchema(read('api.graphql'));
const demandsOf = createDemandReader(schema, readAccessRules(read('supergraph.graphql')));

const routes = routeTable.flatMap((group) => group.routes);
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Who may use a route, as the directives of the graph say it. */
function accessInGraph(route: Route): Access {
  const { text, node } = compileRoute(route, schema)!;
  const rules = demandsOf(parse(text, { noLocation: true }), node, {}).map(({ rule }) => rule);
  if (rules.length > 0 && rules.every((rule) => rule === notForKeys)) return 'people';
  if (rules.some(({ scopes }) => scopes === null)) return 'users';
  const [rule, ...others] = rules;
  expect(others).toEqual([]);
  if (rule?.isOpenToGuests) return { keys: rule.scopes!.flat() as unknown as readonly Scope[] };
  return rule === undefined ? 'everyone' : (rule.scopes!.flat() as unknown as Access);
}

describe('the routes of Soko', () => {
  it.each(routes.map((route) => [nameOf(route), route] as const))('%s fits the graph', (_, route) => {
    const compiled = compileRoute(route, schema);
    expect(compiled?.text).toMatch(/^(query|mutation) [A-Z]\w+(\([^]*?\))? \{\s+result: /);
    expect(accessInGraph(route)).toEqual(route.access);
  });

  it('have addresses and operations of their own', () => {
    const names = routes.map((route) => compileRoute(route, schema)?.operationName);
    expect(new Set(names).size).toBe(routes.length);
    expect(new Set(routes.map(nameOf)).size).toBe(routes.length);
  });

  it('without an operation that fits are left out', () => {
    const operation = 'query GetNothing { result: nothing }';
    expect(
      compileRoute({ method: 'GET', path: '/nothing', access: 'everyone', summary: '', operation }, schema),
    ).toBeNull();
  });
});
