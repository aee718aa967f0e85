import { isTypeDefinitionNode, parse, valueFromASTUntyped } from 'graphql';

const argument = (directive, name) =>
  valueFromASTUntyped(directive.arguments.find((each) => each.name.value === name).value);

/** A viewer passes who has one of the alternatives. Every viewer passes where nothing is demanded. */
const nothing = [[]];

function demandsOf(directives) {
  const find = (name) => directives.find((directive) => directive.name.value === name);
  const [scopes, policy] = [find('requiresScopes'), find('policy')];
  return {
    signedIn: Boolean(scopes ?? policy ?? find('authenticated')),
    scopes: scopes ? argument(scopes, 'scopes') : nothing,
    policies: policy ? argument(policy, 'policies') : nothing,
  };
}

/**
 * The auth directives of a supergraph, by `Type` and `Type.field`: of every type and field, also where nothing is
 * demanded.
 * @param {string} supergraphSdl
 */
export function accessOf(supergraphSdl) {
  const types = parse(supergraphSdl, { noLocation: true }).definitions.filter(isTypeDefinitionNode);
  return new Map(
    types.flatMap((type) => [
      [type.name.value, demandsOf(type.directives)],
      ...(type.fields ?? []).map((field) => [`${type.name.value}.${field.name.value}`, demandsOf(field.directives)]),
    ]),
  );
}

const eachMeets = (callers, demand) =>
  callers.every((held) => demand.some((alternative) => alternative.every((name) => held.includes(name))));

/** Whether every viewer who passed `before` still passes `after`. */
export const admits = (before, after) =>
  (before.signedIn || !after.signedIn) &&
  eachMeets(before.scopes, after.scopes) &&
  eachMeets(before.policies, after.policies);
