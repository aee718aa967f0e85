import { subgraphs } from '../subgraphs.mjs';
import { variablesOf } from './service-variables.mjs';

/** Every service that is deployed, with the variables it reads. */
export async function services() {
  const entries = await Promise.all([...subgraphs, 'gateway'].map(async (name) => [name, await variablesOf(name)]));
  return Object.fromEntries(entries);
}
