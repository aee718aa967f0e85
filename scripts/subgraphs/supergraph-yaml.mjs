import { readFileSync } from 'node:fs';
import { addressOf } from '../subgraphs.mjs';

const version = () => JSON.parse(readFileSync('package.json', 'utf8')).devDependencies['@apollo/composition'];

const entry = (name) => `  ${name}:
    routing_url: ${addressOf(name)}
    schema:
      file: ./subgraphs/${name}/generated/schema.graphql
`;

/** supergraph.yaml, in the format of Apollo's rover. */
export const supergraphYaml = (
  names,
) => `# The subgraphs of the graph, in the format of Apollo's rover. Written by \`npm run subgraphs:generate\`.
# \`npm run compose\` writes schema/supergraph.graphql from each subgraph's schema.graphql and schema/shared.graphql.
federation_version: =${version()}
subgraphs:
${names.map(entry).join('')}`;
