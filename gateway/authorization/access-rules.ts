import { type ConstDirectiveNode, isTypeDefinitionNode, Kind, parse, type TypeDefinitionNode } from 'graphql';
import { argumentOf, type AuthDirectiveNames, authDirectiveNames } from './auth-directive-names.ts';

/**
 * The requirement of the auth directives on one type or field. The viewer must be signed in, and must hold all names of
 * at least one alternative. API keys satisfy no rule without scopes.
 */
export interface AccessRule {
  /** True for a field that guests may use: what it demands holds for API keys alone. */
  isOpenToGuests?: true;
  scopes: readonly (readonly string[])[] | null;
  policies: readonly (readonly string[])[] | null;
}

/** The rule of a mutation or subscription without directives: an API key acts only where its scope is named. */
export const notForKeys: AccessRule = { isOpenToGuests: true, scopes: null, policies: null };

/** The directive of a field that everyone may use, and an API key with one of the scopes. */
const keyScopes = 'keyScopes';

/** Every rule of a graph, by `Type` and by `Type.field`. */
export type AccessRules = ReadonlyMap<string, AccessRule>;

function ruleOf(directives: readonly ConstDirectiveNode[] | undefined, names: AuthDirectiveNames): AccessRule | null {
  const find = (name: string) => directives?.find((directive) => directive.name.value === name);
  const keys = find(keyScopes);
  if (keys) return { isOpenToGuests: true, scopes: argumentOf(keys, 'scopes') as string[][], policies: null };
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
 * Reads `@authenticated`, `@requiresScopes`, `@policy` and our own `@keyScopes` from a supergraph. Composition has merged the directives of all
 * subgraphs: a rule of one subgraph applies to the whole graph.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives#authenticated
 */
export function readAccessRules(supergraphSdl: string): AccessRules {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = authDirectiveNames(document);
  return new Map(document.definitions.filter(isTypeDefinitionNode).flatMap((type) => [...rulesOf(type, names)]));
}
