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

function readCondition(directive: DirectiveNode, variables: Variables): unknown {
  const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** False when `@skip` or `@include` excludes the selection. A condition that cannot be evaluated includes it. */
export const isIncluded = (selection: SelectionNode, variables: Variables): boolean =>
  (selection.directives ?? []).every((directive) => {
    if (directive.name.value === 'skip') return readCondition(directive, variables) !== true;
    return directive.name.value !== 'include' || readCondition(directive, variables) !== false;
  });
