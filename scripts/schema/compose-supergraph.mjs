import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { parse, Source, printSchema } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { sdlOf } from '../subgraphs.mjs';

/**
 * Composes the subgraphs that supergraph.yaml lists, from their hand-written SDL: nothing has to be generated first.
 * Answers composition's own `supergraphSdl`, `errors` and `hints`, and the `names` of the subgraphs.
 */
export function composeSupergraph() {
  const entries = Object.entries(parseYaml(readFileSync('supergraph.yaml', 'utf8')).subgraphs);
  const services = entries.map(([name, { routing_url: url }]) => ({
    name,
    url,
    typeDefs: parse(new Source(sdlOf(name), `subgraphs/${name}/schema.graphql`)),
  }));
  return { names: services.map(({ name }) => name), ...composeServices(services) };
}

/** The graph as clients see it: without the parts that say which subgraph resolves what, and without inaccessible fields. */
export const apiSchemaOf = (supergraphSdl) =>
  printSchema(Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema());
