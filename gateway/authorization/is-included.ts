import type { DirectiveNode, OperationDefinitionNode, SelectionNode } from 'graphql';
import { Kind, valueFromASTUntyped } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** The variables a client sent, with the defaults of those it did not send. */
export function withDefaults(operation: OperationDefinitionNode, sent: Variables): Variables {
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  const given = Object.entries(sent).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...defaults, ...given]) as Variables;
}

function condition(directive: DirectiveNode, variables: Variables): unknown {
  const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** Whether `@skip` and `@include` let a selection through. What cannot be told counts as let through. */
export const isIncluded = (selection: SelectionNode, variables: Variables): boolean =>
  (selection.directives ?? []).every((directive) => {
    if (directive.name.value === 'skip') return condition(directive, variables) !== true;
    return directive.name.value !== 'include' || condition(directive, variables) !== false;
  });
