import { Kind, parse, valueFromASTUntyped } from 'graphql';
import type { SubgraphAddress } from './create-gateway.ts';

/** The subgraphs of a supergraph with their routing URLs. */
export function subgraphsIn(supergraphSdl: string): SubgraphAddress[] {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return values.map((value) => {
    const directive = value.directives?.find((candidate) => candidate.name.value === 'join__graph');
    const given = directive?.arguments?.map(({ name, value: node }) => [name.value, valueFromASTUntyped(node)]) ?? [];
    const { name, url } = Object.fromEntries(given) as { name: string; url: string };
    return { name, url: url || undefined };
  });
}
