import {
  getNamedType,
  getNullableType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  typeFromAST,
  validate,
} from 'graphql';
import type { Route } from './route.ts';
import { withFragments } from './table/fragments.ts';

/** A parameter of the path or of the query. */
export interface Parameter {
  name: string;
  type: GraphQLInputType;
}

/** A route, with what the schema says about its operation. */
export interface CompiledRoute extends Route {
  operationName: string;
  /** The whole text, with its fragments. */
  text: string;
  node: OperationDefinitionNode;
  pathParameters: readonly Parameter[];
  queryParameters: readonly Parameter[];
  /** True when its operation is a mutation. */
  isCommand: boolean;
  /** True for a list with pages. */
  hasPages: boolean;
  /** Fields of the body, when the route takes one. */
  body: readonly GraphQLInputField[] | null;
  /** Whether the command is repeated by its key: `required` where it must have one. */
  key: 'required' | 'optional' | 'none';
}

/** Variables of a page: parameters of the query have other names for them. */
const pageVariables = new Set(['first', 'after', 'last', 'before']);

/** The field of the input that a key fills. */
export const keyField = 'idempotencyKey';

export const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/** The field of the input that a parameter of the path fills. */
export const filledBy = ({ fills = {} }: Pick<Route, 'fills'>, parameter: string): string =>
  fills[parameter] ?? parameter;

interface Variables {
  types: ReadonlyMap<string, GraphQLInputType>;
  input: GraphQLInputObjectType | null;
}

function variablesOf(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): Variables {
  const types = new Map<string, GraphQLInputType>();
  for (const { variable, type: node } of variableDefinitions) {
    const type = typeFromAST(schema, node as never);
    if (isInputType(type)) types.set(variable.name.value, type);
  }
  const inputType = types.get('input');
  const input = inputType && getNullableType(inputType);
  return { types, input: isInputObjectType(input) ? input : null };
}

function bodyOf(route: Route, input: GraphQLInputObjectType | null): readonly GraphQLInputField[] | null {
  if (input === null) return null;
  const filled = new Set([keyField, ...parametersOf(route.path).map((name) => filledBy(route, name))]);
  const fields = Object.values(input.getFields()).filter(({ name }) => !filled.has(name));
  return route.method === 'DELETE' || fields.length === 0 ? null : fields;
}

/** The type of one value for a field: a list of one can be written as its value. */
function oneOf(type: GraphQLInputType): GraphQLInputType {
  const inner = getNullableType(type);
  return isListType(inner) ? inner.ofType : type;
}

const isRequired = ({ type, defaultValue }: GraphQLInputField): boolean =>
  isNonNullType(type) && defaultValue === undefined;

const keyOf = (field: GraphQLInputField | undefined): CompiledRoute['key'] => {
  if (field === undefined) return 'none';
  return isRequired(field) ? 'required' : 'optional';
};

/** True when a request without a body is complete. */
export const mayOmitBody = ({ body }: Pick<CompiledRoute, 'body'>): boolean => body === null || !body.some(isRequired);

/** A route for a schema; null when its operation does not fit the schema. */
export function compileRoute(route: Route, schema: GraphQLSchema): CompiledRoute | null {
  const text = withFragments(route.operation);
  const document = parse(text, { noLocation: true });
  if (validate(schema, document).length > 0) return null;
  const node = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const { types, input } = variablesOf(schema, node);
  const inPath = parametersOf(route.path);
  const others = [...types].filter(([name]) => name !== 'input' && !inPath.includes(name) && !pageVariables.has(name));
  const inputFields = input?.getFields() ?? {};
  return {
    ...route,
    operationName: node.name!.value,
    text,
    node,
    pathParameters: inPath.map((name) => ({
      name,
      type: types.get(name) ?? oneOf(inputFields[filledBy(route, name)]!.type),
    })),
    queryParameters: others.map(([name, type]) => ({ name, type })),
    isCommand: node.operation === OperationTypeNode.MUTATION,
    hasPages: types.has('first'),
    body: bodyOf(route, input),
    key: keyOf(inputFields[keyField]),
  };
}

/** The name of the type of a parameter, without `!` and lists. */
export const typeNameOf = ({ type }: Parameter): string => getNamedType(type).name;
