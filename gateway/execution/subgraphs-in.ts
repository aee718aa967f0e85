import { type DocumentNode, Kind, parse, valueFromASTUntyped } from 'graphql';
import type { SubgraphAddress } from './create-gateway.ts';

/** The subgraphs of a supergraph, with the names that its directives use. */
export function graphsIn({ definitions }: DocumentNode): (SubgraphAddress & { value: string })[] {
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return values.map((value) => {
    const directive = value.directives?.find((candidate) => candidate.name.value === 'join__graph');
    const given = directive?.arguments?.map(({ name, value: node }) => [name.value, valueFromASTUntyped(node)]) ?? [];
    const { name, url } = Object.fromEntries(given) as { name: string; url: string };
    return { value: value.name.value, name, url: url || undefined };
  });
}

/** The subgraphs of a supergraph with their routing URLs. */
export const subgraphsIn = (supergraphSdl: string): SubgraphAddress[] =>
  graphsIn(parse(supergraphSdl, { noLocation: true })).map(({ name, url }) => ({ name, url }));
