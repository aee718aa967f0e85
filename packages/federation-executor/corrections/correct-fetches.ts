import { parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { FetchNode, QueryPlan, RequiredSelection } from '../apollo-internals.ts';
import type { CorrectedSupergraph } from './correct-supergraph.ts';
import { isRequiredName } from './required-fields.ts';
import { splitFetch } from './split-fetch.ts';

type AnyNode = NonNullable<QueryPlan['node']>;
type Rewrites = NonNullable<FetchNode['inputRewrites']>;

/** Asks a subgraph for the required fields by the names and with the arguments that it knows. */
function withArguments(fetch: FetchNode, { fields }: CorrectedSupergraph): FetchNode {
  if (!isRequiredName(fetch.operation)) return fetch;
  const document = visit(parse(fetch.operation, { noLocation: true }), {
    Field(node) {
      const required = fields.get(node.name.value);
      if (!required) return undefined;
      const { field, arguments: given } = required;
      return { ...node, alias: node.alias ?? node.name, name: { ...node.name, value: field }, arguments: given };
    },
  });
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(document)),
    ...(fetch.operationDocumentNode ? { operationDocumentNode: document } : {}),
  };
}

/** Sends the required fields by the names under which the subgraph expects them. */
function withNames(fetch: FetchNode, { fields }: CorrectedSupergraph): FetchNode {
  const renamed: Rewrites = [];
  const rename = (selections: readonly RequiredSelection[], path: string[]): RequiredSelection[] =>
    selections.map((selection): RequiredSelection => {
      if (selection.kind === 'InlineFragment') {
        const inside = selection.typeCondition ? [...path, `... on ${selection.typeCondition}`] : path;
        return { ...selection, selections: rename(selection.selections, inside) };
      }
      const required = fields.get(selection.name);
      const nested = selection.selections && {
        selections: rename(selection.selections, [...path, selection.name]),
      };
      if (!required) return { ...selection, ...nested };
      // After those within it. For the stock executor, which reads and writes by the alias. The compiled one writes by the name.
      renamed.push({ kind: 'KeyRenamer', path: [...path, selection.name], renameKeyTo: required.field });
      return { ...selection, ...nested, alias: selection.name, name: required.field };
    });
  const requires = fetch.requires && rename(fetch.requires, []);
  return renamed.length === 0
    ? fetch
    : { ...fetch, requires: requires!, inputRewrites: [...renamed, ...(fetch.inputRewrites ?? [])] };
}

/** Corrects the fetches of a plan for a supergraph in which required fields were separated. */
export function correctFetches<Node extends AnyNode>(node: Node, supergraph: CorrectedSupergraph): Node {
  const correct = <Part extends AnyNode>(part: Part): Part => correctFetches(part, supergraph);
  const corrected = (): AnyNode => {
    switch (node.kind) {
      case 'Fetch': {
        const split = splitFetch(node, supergraph).map((fetch) =>
          withNames(withArguments(fetch, supergraph), supergraph),
        );
        return split.length === 1 ? split[0]! : { kind: 'Parallel', nodes: split };
      }
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map(correct) };
      case 'Flatten':
        return { ...node, node: correct(node.node) };
      case 'Condition':
        return {
          ...node,
          ...(node.ifClause ? { ifClause: correct(node.ifClause) } : {}),
          ...(node.elseClause ? { elseClause: correct(node.elseClause) } : {}),
        };
      case 'Subscription':
        return { ...node, ...(node.rest ? { rest: correct(node.rest) } : {}) };
      case 'Defer':
        return {
          ...node,
          primary: { ...node.primary, ...(node.primary.node ? { node: correct(node.primary.node) } : {}) },
          deferred: node.deferred.map((part) => ({ ...part, ...(part.node ? { node: correct(part.node) } : {}) })),
        };
      default:
        return node;
    }
  };
  return corrected() as Node;
}
