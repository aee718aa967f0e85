import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** Scalars as JSON carries them; those that are not listed are strings. */
const scalars: Readonly<Record<string, string>> = {
  Boolean: 'boolean',
  Int: 'number',
  Float: 'number',
  JSON: 'unknown',
  _Any: '{ __typename: string; id: string }',
};

const unionOf = (types: Iterable<string>): string => [...new Set(types)].join(' | ');

/** The lists and nulls of `type` around its named type, which is spelled `name`. */
function wrap(type: GraphQLInputType | GraphQLOutputType, name: string, nothing: string): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  const text = isListType(inner) ? `readonly (${wrap(inner.ofType, name, nothing)})[]` : name;
  return isNonNullType(type) ? text : `${text} | ${nothing}`;
}

const leafOf = (type: GraphQLNamedType): string =>
  isEnumType(type)
    ? `(${unionOf(type.getValues().map((value) => `'${value.name}'`))})`
    : (scalars[type.name] ?? 'string');

/** What may be null, or has a default, may also be left out. */
function inputField(name: string, type: GraphQLInputType, hasDefault: boolean): string {
  const named = getNamedType(type);
  const spelled = isInputObjectType(named) ? named.name : leafOf(named);
  const optional = isNonNullType(type) && !hasDefault ? '' : '?';
  return `${name}${optional}: ${wrap(type, spelled, 'null | undefined')};`;
}

/** The input types that `types` use, by name, with those that they use in turn. */
function inputTypes(types: readonly GraphQLNamedInputType[], known = new Map<string, string>()): Map<string, string> {
  for (const type of types) {
    if (!isInputObjectType(type) || known.has(type.name)) continue;
    const fields = Object.values(type.getFields());
    const text = fields.map((field) => inputField(field.name, field.type, field.defaultValue !== undefined)).join(' ');
    known.set(type.name, `export type ${type.name} = { ${text} };`);
    inputTypes(
      fields.map((field) => getNamedType(field.type)),
      known,
    );
  }
  return known;
}

export interface PeerTypes {
  /** The declarations of `<name>Data` and `<name>Variables`. */
  operation: string;
  /** The declarations of the input types that the variables use, by name. */
  inputs: Map<string, string>;
}

/** Writes the TypeScript types of one operation against `schema`. The operation must be valid there. */
export function peerTypes(operation: OperationDefinitionNode, schema: GraphQLSchema): PeerTypes {
  const possibleTypes = (type: GraphQLCompositeType) => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);

  /** The selected fields of the object type `name`, by their keys. */
  function fieldsOf({ selections }: SelectionSetNode, name: string): Map<string, string> {
    const fields = new Map<string, string>();
    const add = (key: string, text: string): void => {
      if ((fields.get(key) ?? text) !== text) throw new Error(`Select "${key}" of ${name} in one place.`);
      fields.set(key, text);
    };
    const object = schema.getType(name);
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        throw new Error('Use inline fragments: named ones are not supported.');
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = schema.getType(selection.typeCondition?.name.value ?? name);
        const applies = isCompositeType(on) && possibleTypes(on).some((type) => type === object);
        if (applies) for (const [key, text] of fieldsOf(selection.selectionSet, name)) add(key, text);
      } else {
        const field = isObjectType(object) ? object.getFields()[selection.name.value] : undefined;
        const key = selection.alias?.value ?? selection.name.value;
        add(key, field ? outputOf(field.type, selection.selectionSet) : `'${name}'`);
      }
    }
    return fields;
  }

  /** A selected object: one shape per possible type. Types with the same fields share a shape. */
  function selectedType(selectionSet: SelectionSetNode, type: GraphQLCompositeType): string {
    const shapes = new Map<string, string[]>();
    for (const { name } of possibleTypes(type)) {
      const { __typename, ...fields } = Object.fromEntries(fieldsOf(selectionSet, name));
      const shape = Object.entries(fields).map(([key, text]) => `${key}: ${text}; `);
      const names = shapes.get(shape.join('')) ?? [];
      shapes.set(shape.join(''), __typename === undefined ? names : [...names, __typename]);
    }
    const written = [...shapes].map(
      ([shape, names]) => `{ ${names.length > 0 ? `__typename: ${unionOf(names)}; ` : ''}${shape}}`,
    );
    return written.length === 1 ? written.join('') : `(${unionOf(written)})`;
  }

  function outputOf(type: GraphQLOutputType, selectionSet: SelectionSetNode | undefined): string {
    const named = getNamedType(type);
    const spelled = selectionSet && isCompositeType(named) ? selectedType(selectionSet, named) : leafOf(named);
    return wrap(type, spelled, 'null');
  }

  const name = operation.name?.value;
  const root = schema.getRootType(operation.operation);
  if (name === undefined || root == null) throw new Error('Name every operation.');
  const variables = (operation.variableDefinitions ?? []).map(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) throw new Error(`$${variable.name.value} has no input type.`);
    return { name: variable.name.value, type, hasDefault: defaultValue !== undefined };
  });
  const written = variables.map((variable) => inputField(variable.name, variable.type, variable.hasDefault));
  return {
    operation: [
      `export type ${name}Data = ${selectedType(operation.selectionSet, root)};`,
      `export type ${name}Variables = { ${written.join(' ')} };`,
    ].join('\n'),
    inputs: inputTypes(variables.map(({ type }) => getNamedType(type))),
  };
}
