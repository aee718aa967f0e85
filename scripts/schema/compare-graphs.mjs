import { Supergraph } from '@apollo/federation-internals';
import { diff } from '@graphql-inspector/core';
import { accessOf, admits } from './access-of.mjs';

const levels = { BREAKING: 'breaking', DANGEROUS: 'dangerous', NON_BREAKING: 'safe' };

/** What clients see: without federation's machinery and without what is inaccessible. */
function apiSchemaOf(supergraphSdl) {
  // Without a list of its own, the reader refuses supergraphs with auth directives. To compare, none need be enforced.
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
  return supergraph.apiSchema().toGraphQLJSSchema();
}

/** A new type or field is reported once, not once per part of it. A change of a description breaks no client. */
function worthTelling(changes) {
  const added = changes.filter(({ type }) => type === 'TYPE_ADDED' || type === 'FIELD_ADDED').map(({ path }) => path);
  const isPartOfNew = (path) => added.some((whole) => path.startsWith(`${whole}.`));
  return changes.filter(({ type, path = '' }) => !isPartOfNew(path) && !type.includes('DESCRIPTION'));
}

/** Composition keeps the auth directives out of the API schema, yet a client notices them. */
function compareAccess(before, after) {
  const was = accessOf(before);
  return [...accessOf(after)].flatMap(([path, demand]) => {
    const earlier = was.get(path);
    if (earlier === undefined) return [];
    if (!admits(earlier, demand))
      return [{ level: 'breaking', path, message: 'Some viewers who could ask for it no longer may' }];
    if (!admits(demand, earlier))
      return [{ level: 'dangerous', path, message: 'More people may ask for it than before' }];
    return [];
  });
}

/**
 * What changed for clients between two supergraphs, worst first. `breaking`: an operation that worked fails.
 * `dangerous`: it works, but may answer what a client does not expect. `safe`: anything else.
 * @param {string} before supergraph SDL
 * @param {string} after supergraph SDL
 * @returns {Promise<{level: 'breaking' | 'dangerous' | 'safe', path: string, message: string}[]>}
 */
export async function compareGraphs(before, after) {
  const changes = worthTelling(await diff(apiSchemaOf(before), apiSchemaOf(after)));
  const told = changes.map(({ criticality, path = '', message }) => ({
    level: levels[criticality.level],
    path,
    message,
  }));
  const rank = Object.values(levels);
  return [...told, ...compareAccess(before, after)].sort(
    (one, other) => rank.indexOf(one.level) - rank.indexOf(other.level) || one.path.localeCompare(other.path),
  );
}
