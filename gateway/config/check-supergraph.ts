import { BadEnvironment } from '@soko/env';
import type { Logger } from '@soko/log';
import { type DocumentNode, isTypeDefinitionNode, Kind, parse } from 'graphql';
import { argumentOf } from '../authorization/auth-directive-names.ts';
import { subgraphEnv, variablePrefixOf } from '../env.ts';
import { graphsIn } from '../execution/subgraphs-in.ts';
import { anyGatewayEnv } from './any-gateway-env.ts';
import { type GatewayConfig, rulesFor } from './gateway-config.ts';
import { suggestion } from './nearest.ts';

type Variables = Record<string, string | undefined>;

function read(supergraphSdl: string, place: string): DocumentNode {
  try {
    return parse(supergraphSdl, { noLocation: true });
  } catch (error) {
    throw new BadEnvironment(`The supergraph ${place} is no schema: ${(error as Error).message}`);
  }
}

/** Names in the configuration that no subgraph has. A supergraph that comes later may have them. */
function unknownNames({ subgraphs }: GatewayConfig, names: readonly string[]): string[] {
  return Object.keys(subgraphs)
    .filter((name) => !names.includes(name))
    .map((name) => `the supergraph has no subgraph "${name}", for which there are rules${suggestion(name, names)}`);
}

/** Names of variables in the configuration that nothing reads. */
function unknownVariables(config: GatewayConfig, names: readonly string[]): string[] {
  const inHeaders = [...JSON.stringify([config.all, config.subgraphs]).matchAll(/\$\{(\w+)\}/g)].map(
    ([, name]) => name!,
  );
  const known = [
    ...Object.keys(anyGatewayEnv),
    ...names.flatMap((name) => Object.keys(subgraphEnv(name))),
    ...inHeaders,
  ];
  return Object.keys(config.variables)
    .filter((name) => !known.includes(name))
    .map((name) => `variables.${name} of the file is no variable of the gateway${suggestion(name, known)}`);
}

/** Variables that would be those of two subgraphs, such as `a-b` and `a_b`. */
function sharedVariables(names: readonly string[], source: Variables): string[] {
  return names.flatMap((name, index) => {
    const other = names.slice(0, index).find((each) => variablePrefixOf(each) === variablePrefixOf(name));
    if (other === undefined) return [];
    return Object.keys(subgraphEnv(name))
      .filter((variable) => source[variable])
      .map((variable) => `${variable} is of two subgraphs, "${other}" and "${name}": set url or timeoutMs in the file`);
  });
}

/** The subscription fields that follow no event, with their subgraphs. */
function servedSubscriptions(document: DocumentNode): { field: string; subgraphs: string[] }[] {
  const nameOf = new Map(graphsIn(document).map(({ value, name }) => [value, name]));
  const graphsOf = ({ directives = [] }: { directives?: readonly unknown[] | undefined }, kind: string): string[] =>
    (directives as Parameters<typeof argumentOf>[0][])
      .filter((directive) => directive.name.value === kind && argumentOf(directive, 'external') !== true)
      .flatMap((directive) => nameOf.get(String(argumentOf(directive, 'graph'))) ?? []);
  const type = document.definitions.filter(isTypeDefinitionNode).find(({ name }) => name.value === 'Subscription');
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  return (type.fields ?? [])
    .filter(({ directives = [] }) => directives.every(({ name }) => name.value !== 'liveOn'))
    .map((field) => {
      const own = graphsOf(field, 'join__field');
      return { field: field.name.value, subgraphs: own.length > 0 ? own : graphsOf(type, 'join__type') };
    });
}

/**
 * Checks a supergraph before it is served, and what the configuration says of it. Throws `BadEnvironment` for what cannot be
 * meant, and warns of what may be.
 */
export function checkSupergraph(
  supergraphSdl: string,
  { config, source, place, log }: { config: GatewayConfig; source: Variables; place: string; log: Logger },
): void {
  const document = read(supergraphSdl, place);
  const names = graphsIn(document).map(({ name }) => name);
  if (names.length === 0)
    throw new BadEnvironment(
      `${place} is the schema of one subgraph or of clients, and no supergraph: rover supergraph compose makes one`,
    );
  const isOfSubgraph = (problem: string): boolean => /^variables\.\w+_(URL|TIMEOUT_MS) /.test(problem);
  const unknown = unknownVariables(config, names);
  const wrong = [...unknown.filter((problem) => !isOfSubgraph(problem)), ...sharedVariables(names, source)];
  if (wrong.length > 0) throw new BadEnvironment(...wrong);
  for (const problem of [...unknownNames(config, names), ...unknown.filter(isOfSubgraph)]) log.warn(problem);
  for (const { field, subgraphs } of servedSubscriptions(document)) {
    const without = subgraphs.filter((name) => !rulesFor(config, name).subscriptions);
    if (without.length === subgraphs.length)
      log.warn(
        { field, subgraphs },
        'clients cannot subscribe to a field, because no rule of its subgraph says how: set "subscriptions"',
      );
  }
}
