import { type ConstDirectiveNode, isTypeDefinitionNode, Kind, parse, type TypeDefinitionNode } from 'graphql';
import { argumentOf, type AuthDirectiveNames, authDirectiveNames } from './auth-directive-names.ts';

/**
 * What the auth directives on one type or field ask. Somebody must be signed in, whatever else; of the alternatives
 * one must be met, with all the names inside it.
 */
export interface AccessRule {
  scopes: readonly (readonly string[])[] | null;
  policies: readonly (readonly string[])[] | null;
}

/** Every rule of a graph, by `Type` and by `Type.field`. */
export type AccessRules = ReadonlyMap<string, AccessRule>;

function ruleOf(directives: readonly ConstDirectiveNode[] | undefined, names: AuthDirectiveNames): AccessRule | null {
  const find = (name: string) => directives?.find((directive) => directive.name.value === name);
  const scopes = find(names.requiresScopes);
  const policy = find(names.policy);
  if (!scopes && !policy && !find(names.authenticated)) return null;
  return {
    scopes: scopes ? (argumentOf(scopes, 'scopes') as string[][]) : null,
    policies: policy ? (argumentOf(policy, 'policies') as string[][]) : null,
  };
}

function* rulesOf(type: TypeDefinitionNode, names: AuthDirectiveNames): Generator<[string, AccessRule]> {
  const own = ruleOf(type.directives, names);
  if (own) yield [type.name.value, own];
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return;
  for (const field of type.fields ?? []) {
    const rule = ruleOf(field.directives, names);
    if (rule) yield [`${type.name.value}.${field.name.value}`, rule];
  }
}

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` from a supergraph. Composition has merged those of all
 * subgraphs there already: a rule that one subgraph sets holds for the whole graph.
 */
export function readAccessRules(supergraphSdl: string): AccessRules {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = authDirectiveNames(document);
  return new Map(document.definitions.filter(isTypeDefinitionNode).flatMap((type) => [...rulesOf(type, names)]));
}
