import { type Operation, type Selection, type SelectionSet, Variable } from '@apollo/federation-internals';
import type { Data } from '../data.ts';

/** The `if` of `@skip` or `@include`. */
type Condition = boolean | Variable;

type Element = Selection['element'];

/** The values of the variables on which selections depend. */
export type Choice = ReadonlyMap<string, boolean>;

export interface Conditions {
  /** Whether the element is part of the answer. */
  isIncluded(element: Element, choice: Choice): boolean;
  /** What the variables of a request choose; null when one of them is not a boolean. */
  choose(variables: Data | undefined): Choice | null;
}

/** Reads the conditions of an operation. */
export function readConditions(operation: Operation): Conditions {
  const schema = operation.schema();
  const conditionsOf = (element: Element): { skip: Condition; include: Condition } => ({
    skip: element.appliedDirectivesOf(schema.skipDirective())[0]?.arguments().if ?? false,
    include: element.appliedDirectivesOf(schema.includeDirective())[0]?.arguments().if ?? true,
  });

  const names = new Set<string>();
  const visit = (set: SelectionSet): void => {
    for (const selection of set.selections()) {
      const { skip, include } = conditionsOf(selection.element);
      for (const condition of [skip, include]) if (condition instanceof Variable) names.add(condition.name);
      if (selection.selectionSet) visit(selection.selectionSet);
    }
  };
  visit(operation.selectionSet);
  const defaults = operation.collectDefaultedVariableValues();

  const valueOf = (condition: Condition, choice: Choice): boolean =>
    condition instanceof Variable ? choice.get(condition.name)! : condition;

  return {
    isIncluded(element, choice) {
      const { skip, include } = conditionsOf(element);
      return !valueOf(skip, choice) && valueOf(include, choice);
    },
    choose(variables) {
      const choice = new Map<string, boolean>();
      for (const name of names) {
        const isGiven = variables != null && Object.hasOwn(variables, name);
        const value: unknown = isGiven ? variables[name] : defaults[name];
        if (typeof value !== 'boolean') return null;
        choice.set(name, value);
      }
      return choice;
    },
  };
}
