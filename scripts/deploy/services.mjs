import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { variablesOf } from './service-variables.mjs';

export const subgraphAddresses = () =>
  Object.entries(parseYaml(readFileSync('supergraph.yaml', 'utf8')).subgraphs).map(([name, { routing_url }]) => ({
    name,
    url: routing_url,
  }));

/** Every service that is deployed, with the variables it reads. */
export async function services() {
  const names = [...subgraphAddresses().map(({ name }) => name), 'gateway'];
  const entries = await Promise.all(names.map(async (name) => [name, await variablesOf(name)]));
  return Object.fromEntries(entries);
}
