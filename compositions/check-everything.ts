import { type Bounds, type Broken, checkInvariants, type Invariant } from '@soko/invariants';
import { outboxInvariants } from '@soko/outbox';
import { acrossRules, checkAcross, type OpenPools } from './invariants-across.ts';
import { loaders } from './subgraph-loaders.ts';
import { type SubgraphName, subgraphNames } from './subgraphs.ts';

/** A rule with the rows that break it. */
export interface CheckedRule {
  /** The subgraph, or `across`. */
  owner: string;
  name: string;
  rule: string;
  broken: readonly Broken[];
}

/** Checks the rules of the given subgraphs, by default of every one, and those across subgraphs. */
export async function checkEverything(
  pools: OpenPools,
  bounds: Bounds,
  names: readonly SubgraphName[] = subgraphNames,
): Promise<CheckedRule[]> {
  const results: CheckedRule[] = [];
  for (const name of names) {
    const definition: { invariants?: readonly Invariant[] } = await loaders[name]();
    const rules = [...(definition.invariants ?? []), ...outboxInvariants];
    for (const { invariant, broken } of await checkInvariants(pools[name], rules, bounds)) {
      results.push({ owner: name, name: invariant.name, rule: invariant.rule, broken });
    }
  }
  const across = await checkAcross(pools, bounds);
  for (const { name, rule } of acrossRules) {
    results.push({ owner: 'across', name, rule, broken: across.get(name) ?? [] });
  }
  return results;
}
