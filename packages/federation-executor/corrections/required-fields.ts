import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
  visit,
} from 'graphql';
import { argumentOf, parseFieldSet, printFieldSet } from './field-sets.ts';

export type Fielded = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** A field with the arguments with which `@requires` needs it, under a name of its own in the supergraph and in plans. */
export interface RequiredField {
  name: string;
  field: string;
  arguments: readonly ArgumentNode[];
}

/** For each place in a representation, such as `author.posts`, the name of the required field that is sent there. */
export type Needs = ReadonlyMap<string, string>;

export const isRequiredName = (text: string): boolean => /__required_\d/.test(text);

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));

const fieldOf = (type: Fielded | undefined, name: string): FieldDefinitionNode | undefined =>
  type?.fields?.find((field) => field.name.value === name);

const isJoined = ({ name }: ConstDirectiveNode): boolean => name.value === 'join__field';

/** The names of fields that a graph provides, each with the graph. */
function providedFields(types: ReadonlyMap<string, Fielded>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { fields = [] } of types.values()) {
    for (const directive of fields.flatMap(({ directives = [] }) => directives.filter(isJoined))) {
      const provides = argumentOf(directive, 'provides');
      if (provides === null) continue;
      const graph = argumentOf(directive, 'graph');
      visit(parseFieldSet(provides), { Field: ({ name }) => void names.add(`${graph}.${name.value}`) });
    }
  }
  return names;
}

/**
 * Replaces each required field that has arguments by a field of its own without any. The planner knows a field by its name
 * alone, so that a client's `posts(first: 1)` would be sent for `@requires(fields: "posts(first: 3)")`.
 */
export function separateRequiredFields(
  types: ReadonlyMap<string, Fielded>,
  inaccessible: string,
): {
  types: ReadonlyMap<string, Fielded>;
  fields: ReadonlyMap<string, RequiredField>;
  /** What fields need, by graph, type and field. */
  needs: ReadonlyMap<string, Needs>;
} {
  const provided = providedFields(types);
  const fields = new Map<string, RequiredField>();
  const needs = new Map<string, Needs>();
  const nameByText = new Map<string, string>();
  const added = new Map<string, RequiredField[]>();
  const replaced = new Set<string>();

  const holdersOf = (type: Fielded): Fielded[] =>
    type.kind === Kind.OBJECT_TYPE_DEFINITION
      ? [type]
      : [
          type,
          ...[...types.values()].filter(({ interfaces = [] }) =>
            interfaces.some(({ name }) => name.value === type.name.value),
          ),
        ];

  const separate = (type: Fielded, { name: { value: field }, arguments: given = [] }: FieldNode): string => {
    const text = `${type.name.value}.${field}(${given.map(print).toSorted().join()})`;
    const known = nameByText.get(text);
    if (known !== undefined) return known;
    const name = `${field}__required_${fields.size + 1}`;
    nameByText.set(text, name);
    fields.set(name, { name, field, arguments: given });
    for (const holder of holdersOf(type)) {
      added.set(holder.name.value, [...(added.get(holder.name.value) ?? []), fields.get(name)!]);
    }
    return name;
  };

  const rewrite = (
    { selections, ...set }: SelectionSetNode,
    type: Fielded | undefined,
    place: string,
    { graph, needed }: { graph: string; needed: Map<string, string> },
  ): SelectionSetNode => {
    const rewriteOne = (selection: SelectionNode): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition ? types.get(selection.typeCondition.name.value) : type;
        return { ...selection, selectionSet: rewrite(selection.selectionSet, on, place, { graph, needed }) };
      }
      const definition = fieldOf(type, selection.name.value);
      const here = place === '' ? selection.name.value : `${place}.${selection.name.value}`;
      const nested = selection.selectionSet && {
        selectionSet: rewrite(selection.selectionSet, definition && types.get(nameOf(definition.type)), here, {
          graph,
          needed,
        }),
      };
      if (!type || !definition?.arguments?.length) return { ...selection, ...nested };
      const name = separate(type, selection);
      needed.set(here, name);
      for (const holder of holdersOf(type)) replaced.add(`${graph}.${holder.name.value}.${selection.name.value}`);
      return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, ...nested };
    };
    return { ...set, selections: selections.map(rewriteOne) };
  };

  const rewriteDirective = (directive: ConstDirectiveNode, type: Fielded, field: string): ConstDirectiveNode => {
    const required = isJoined(directive) ? argumentOf(directive, 'requires') : null;
    if (required === null) return directive;
    const needed = new Map<string, string>();
    const graph = argumentOf(directive, 'graph')!;
    const set = printFieldSet(rewrite(parseFieldSet(required), type, '', { graph, needed }));
    if (needed.size === 0) return directive;
    needs.set(`${graph}.${type.name.value}.${field}`, needed);
    const value = { kind: Kind.STRING, value: set } as const;
    return {
      ...directive,
      arguments: directive.arguments!.map((argument) =>
        argument.name.value === 'requires' ? { ...argument, value } : argument,
      ),
    };
  };

  const rewritten = [...types.values()].map((type): Fielded => ({
    ...type,
    fields: (type.fields ?? []).map((field) => ({
      ...field,
      directives: (field.directives ?? []).map((directive) => rewriteDirective(directive, type, field.name.value)),
    })),
  }));

  const withAdded = (type: Fielded): Fielded => {
    const more = (added.get(type.name.value) ?? []).map(({ name, field }): FieldDefinitionNode => {
      const { directives = [], ...definition } = fieldOf(type, field)!;
      return {
        ...definition,
        name: { kind: Kind.NAME, value: name },
        arguments: [],
        directives: [
          ...directives.filter(isJoined),
          { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: inaccessible } },
        ],
      };
    });
    return { ...type, fields: [...type.fields!, ...more] };
  };

  /** A subgraph may not declare an external field that nothing in it uses. */
  const withoutReplaced = (type: Fielded): Fielded => {
    const isUnused = (directive: ConstDirectiveNode, field: string): boolean => {
      const graph = argumentOf(directive, 'graph');
      return (
        isJoined(directive) &&
        directive.arguments!.some(({ name }) => name.value === 'external') &&
        replaced.has(`${graph}.${type.name.value}.${field}`) &&
        !provided.has(`${graph}.${field}`) &&
        !(type.interfaces ?? []).some(({ name }) => fieldOf(types.get(name.value), field))
      );
    };
    const fields = type.fields!.map((field) => ({
      ...field,
      directives: field.directives!.filter((directive) => !isUnused(directive, field.name.value)),
    }));
    return { ...type, fields };
  };

  const all = rewritten.map((type) => (added.has(type.name.value) ? withoutReplaced(withAdded(type)) : type));
  return { types: new Map(all.map((type) => [type.name.value, type])), fields, needs };
}
