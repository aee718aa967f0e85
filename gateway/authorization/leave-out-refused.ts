import { randomBytes } from 'node:crypto';
import type { ClientViewer } from '@soko/auth';
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLSchema,
  isCompositeType,
  isNonNullType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRules } from './access-rules.ts';
import { createFieldRules, fragmentsOf, typeOfField } from './demands.ts';
import { isAllowed } from './is-allowed.ts';
import { isIncluded, type Variables, withDefaults } from './is-included.ts';
import { refusalOf } from './refusal.ts';

/** What is left of an operation without the fields that its viewer may not select. */
export interface Rest {
  document: DocumentNode;
  /** One error for each field that was left out. */
  errors: readonly GraphQLError[];
}

/** Greatest number of fields that are left out of one operation. */
const maxErrors = 20;

/** Greatest number of places of fragments in one operation: nested fragments multiply. */
const maxVisits = 1_000;

/** A refused field is replaced by `__typename` under this name, so that its place in the result is known. No client knows it. */
const placeholder = `refused_${randomBytes(8).toString('hex')}__`;

const isNullable = (parent: GraphQLCompositeType, name: string): boolean => {
  const field = isUnionType(parent) ? undefined : parent.getFields()[name];
  return field !== undefined && !isNonNullType(field.type);
};

const placeholderFor = (field: FieldNode): FieldNode => ({
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: placeholder + (field.alias ?? field.name).value },
  name: { kind: Kind.NAME, value: '__typename' },
  ...(field.directives ? { directives: field.directives } : {}),
});

/** Thrown inside when the operation must be refused as a whole. */
class RefusedWhole extends Error {}

/**
 * Leaves the refused fields out of a query, if all of them may be null and something else is selected. Null otherwise: for
 * mutations, which would take effect and not return their result, and for fields that are never null.
 */
export function createLeaveOut(schema: GraphQLSchema, rules: AccessRules) {
  const rulesOf = createFieldRules(schema, rules);

  return (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    sent: Variables,
    viewer: ClientViewer,
  ): Rest | null => {
    const root = schema.getRootType(operation.operation);
    if (operation.operation !== OperationTypeNode.QUERY || !root) return null;
    const variables = withDefaults(operation, sent);
    const fragments = fragmentsOf(document);
    const changed = new Map<string, FragmentDefinitionNode>();
    const errors: GraphQLError[] = [];
    let kept = 0;
    let visits = 0;

    const visitField = (field: FieldNode, parent: GraphQLCompositeType, above: readonly string[]): FieldNode => {
      const path = [...above, (field.alias ?? field.name).value];
      const unmet = rulesOf(parent, field.name.value).find((rule) => !isAllowed(viewer, rule));
      if (unmet) {
        if (!isNullable(parent, field.name.value) || errors.length === maxErrors) throw new RefusedWhole();
        errors.push(refusalOf({ rule: unmet, path }, viewer));
        return placeholderFor(field);
      }
      if (above.length === 0) kept += 1;
      const type = typeOfField(parent, field.name.value);
      if (!field.selectionSet || !isCompositeType(type)) return field;
      return { ...field, selectionSet: visitAll(field.selectionSet, type, path) };
    };

    const visitFragment = (name: string, path: readonly string[]): void => {
      const fragment = fragments.get(name);
      const type = fragment && schema.getType(fragment.typeCondition.name.value);
      if (!fragment || !isCompositeType(type)) return;
      visits += 1;
      if (visits > maxVisits) throw new RefusedWhole();
      // Once for each place, since each has errors of its own.
      changed.set(name, { ...fragment, selectionSet: visitAll(fragment.selectionSet, type, path) });
    };

    const visitOne = (node: SelectionNode, parent: GraphQLCompositeType, path: readonly string[]): SelectionNode => {
      if (!isIncluded(node, variables)) return node;
      if (node.kind === Kind.FIELD) return visitField(node, parent, path);
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        visitFragment(node.name.value, path);
        return node;
      }
      const narrowed = node.typeCondition && schema.getType(node.typeCondition.name.value);
      return {
        ...node,
        selectionSet: visitAll(node.selectionSet, isCompositeType(narrowed) ? narrowed : parent, path),
      };
    };

    const visitAll = (
      set: SelectionSetNode,
      parent: GraphQLCompositeType,
      path: readonly string[],
    ): SelectionSetNode => ({
      ...set,
      selections: set.selections.map((node) => visitOne(node, parent, path)),
    });

    try {
      const rest = { ...operation, selectionSet: visitAll(operation.selectionSet, root, []) };
      if (kept === 0) return null;
      const definitionFor = (node: DefinitionNode): DefinitionNode => {
        if (node === operation) return rest;
        return (node.kind === Kind.FRAGMENT_DEFINITION && changed.get(node.name.value)) || node;
      };
      return { document: { ...document, definitions: document.definitions.map(definitionFor) }, errors };
    } catch (error) {
      if (error instanceof RefusedWhole) return null;
      throw error;
    }
  };
}

/** The result with null for each field that was left out, in its place. */
export function withNulls(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withNulls);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) =>
      name.startsWith(placeholder) ? [name.slice(placeholder.length), null] : [name, withNulls(value)],
    ),
  );
}
