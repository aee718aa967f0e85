import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { ExecutionResult, Executor } from '../apollo-internals.ts';
import { type Data, isObject } from '../data.ts';

/** The names of one object in the data and in the answer. */
interface Shape {
  fields: Map<string, { name: string; shape: Shape | null }>;
  fragments: Set<string>;
}

interface Separated {
  document: DocumentNode;
  restore(result: ExecutionResult): ExecutionResult;
}

/** A name that does not occur in the document. */
function newName(alias: string, text: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${alias}__${number}`;
    if (!text.includes(name)) return name;
  }
}

/** Renames aliases in the selections of objects. Fields of the root are no part of an entity. */
function rename(document: DocumentNode, names: ReadonlySet<string>) {
  const originals = new Map<string, string>();
  const newNames = new Map<string, string>();
  let text: string | null = null;
  const nameFor = (alias: string): string => {
    const known = newNames.get(alias);
    if (known !== undefined) return known;
    const name = newName(alias, (text ??= print(document)));
    newNames.set(alias, name);
    originals.set(name, alias);
    return name;
  };
  const renamed = visit(document, {
    Field(node, _key, _parent, _path, ancestors) {
      const { alias, name } = node;
      if (!alias || alias.value === name.value || !names.has(alias.value)) return undefined;
      const above = ancestors.at(-2);
      const isRoot = above !== undefined && 'kind' in above && above.kind === Kind.OPERATION_DEFINITION;
      if (isRoot && alias.value !== '__typename') return undefined;
      return { ...node, alias: { ...alias, value: nameFor(alias.value) } };
    },
  });
  return { document: renamed, originals };
}

/** The names in the data of an operation, and what they are in the answer. */
function shapeOf({ definitions }: DocumentNode, originals: ReadonlyMap<string, string>): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const empty = (): Shape => ({ fields: new Map(), fragments: new Set() });
  const add = ({ selections }: SelectionSetNode, shape: Shape): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const field = shape.fields.get(name) ?? { name: originals.get(name) ?? name, shape: null };
        shape.fields.set(name, field);
        if (selection.selectionSet) add(selection.selectionSet, (field.shape ??= empty()));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(selection.selectionSet, shape);
      } else if (!shape.fragments.has(selection.name.value)) {
        shape.fragments.add(selection.name.value);
        add(fragments.get(selection.name.value)!.selectionSet, shape);
      }
    }
  };
  const root = empty();
  for (const node of definitions) if (node.kind === Kind.OPERATION_DEFINITION) add(node.selectionSet, root);
  return root;
}

function restoreData(value: unknown, shape: Shape | null): unknown {
  if (shape === null || !isObject(value)) return value;
  if (Array.isArray(value)) return value.map((element) => restoreData(element, shape));
  const restored: Data = {};
  for (const [key, each] of Object.entries(value)) {
    const field = shape.fields.get(key);
    restored[field?.name ?? key] = restoreData(each, field?.shape ?? null);
  }
  return restored;
}

function restorePath(path: readonly (string | number)[], root: Shape): (string | number)[] {
  let shape: Shape | null = root;
  return path.map((step) => {
    if (typeof step === 'number') return step;
    const field = shape?.fields.get(step);
    shape = field?.shape ?? null;
    return field?.name ?? step;
  });
}

function restoreError(error: GraphQLError, root: Shape, originals: ReadonlyMap<string, string>): GraphQLError {
  let { message } = error;
  for (const [name, alias] of originals) message = message.replaceAll(name, alias);
  const path = error.path && restorePath(error.path, root);
  if (!(error instanceof GraphQLError)) return Object.assign({}, error, { message, ...(path ? { path } : {}) });
  const { nodes = null, source = null, positions = null, originalError, extensions } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path: path ?? null,
    originalError: originalError ?? null,
    extensions,
  });
}

function separate(document: DocumentNode, names: ReadonlySet<string>): Separated | null {
  const { document: renamed, originals } = rename(document, names);
  if (originals.size === 0) return null;
  const shape = shapeOf(renamed, originals);
  const restoreAll = (errors: readonly GraphQLError[]) => errors.map((error) => restoreError(error, shape, originals));
  return {
    document: renamed,
    restore({ data, errors, extensions, ...result }) {
      const completion = extensions?.['valueCompletion'] as GraphQLError[] | undefined;
      return {
        ...result,
        ...(data === undefined ? {} : { data: restoreData(data, shape) as Data }),
        ...(errors ? { errors: restoreAll(errors) } : {}),
        ...(extensions
          ? { extensions: { ...extensions, ...(completion ? { valueCompletion: restoreAll(completion) } : {}) } }
          : {}),
      };
    },
  };
}

/**
 * Executes operations whose aliases are the names of fields that the planner adds, such as `{ products { id: title } }`,
 * under other aliases. The planner takes a field by its name in the answer, and would send the title as the id.
 */
export function separateAliases(execute: Executor, names: ReadonlySet<string>): Executor {
  const known = new WeakMap<DocumentNode, { separated: Separated | null }>();
  return async (context) => {
    const { document, queryHash } = context;
    const kept = known.get(document) ?? { separated: separate(document, names) };
    known.set(document, kept);
    if (kept.separated === null) return execute(context);
    // A plan of its own.
    const hash = createHash('sha256').update(`aliases ${queryHash}`).digest('hex');
    return kept.separated.restore(await execute({ ...context, document: kept.separated.document, queryHash: hash }));
  };
}
