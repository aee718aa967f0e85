import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isNonNullType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type CompiledRoute, filledBy, type Parameter } from '../compile-route.ts';
import { keyHeader } from '../read-variables.ts';
import type { Components, JsonSchema } from './schemas.ts';

const oneLine = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s*\n\s*/g, ' ');

/** What the schema says about the argument, or the field of an input, that each variable of an operation fills. */
function describedVariables(route: CompiledRoute, schema: GraphQLSchema): Map<string, string> {
  const found = new Map<string, string>();
  const info = new TypeInfo(schema);
  const filling: (GraphQLArgument | GraphQLInputField | null | undefined)[] = [];
  const leave = (): void => void filling.pop();
  visit(
    route.node,
    visitWithTypeInfo(info, {
      Argument: { enter: () => void filling.push(info.getArgument()), leave },
      ObjectField: {
        enter({ name }) {
          const parent = info.getParentInputType();
          filling.push(isInputObjectType(parent) ? parent.getFields()[name.value] : null);
        },
        leave,
      },
      Variable({ name }) {
        const into = filling.at(-1);
        if (into) found.set(name.value, oneLine(into.description));
      },
    }),
  );
  return found;
}

const parameter = (place: 'path' | 'query' | 'header', name: string, schema: JsonSchema, rest: JsonSchema) => ({
  name,
  in: place,
  ...rest,
  schema,
});

const pageParameters: readonly JsonSchema[] = [
  parameter(
    'query',
    'limit',
    { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    { description: 'Greatest number of items in the answer.' },
  ),
  parameter('query', 'after', { type: 'string' }, { description: 'Cursor from a link to the next page.' }),
  parameter('query', 'before', { type: 'string' }, { description: 'Cursor from a link to the previous page.' }),
];

const keyParameter = (key: 'required' | 'optional'): JsonSchema =>
  parameter(
    'header',
    keyHeader,
    { type: 'string', minLength: 8, maxLength: 128 },
    {
      ...(key === 'required' ? { required: true } : {}),
      description:
        'Key of the command, such as a random UUID. A repeat with the same key and body returns the first result.',
    },
  );

const tagParameter = parameter(
  'header',
  'If-None-Match',
  { type: 'string' },
  { description: 'Tag of an answer that the caller has. The answer is 304 when it is still the same.' },
);

/** The parameters of a route. */
export function parametersIn(route: CompiledRoute, schema: GraphQLSchema, components: Components): JsonSchema[] {
  const texts = describedVariables(route, schema);
  const input = route.node.variableDefinitions?.find(({ variable }) => variable.name.value === 'input');
  const inputType = input && schema.getType((input.type as { type: { name: { value: string } } }).type.name.value);
  const fields = isInputObjectType(inputType) ? inputType.getFields() : {};
  const textOf = (name: string): string => texts.get(name) ?? oneLine(fields[filledBy(route, name)]?.description);
  const schemaOf = ({ type }: Parameter): JsonSchema => components.ofParameter(type);
  return [
    ...route.pathParameters.map((each) =>
      parameter('path', each.name, schemaOf(each), { required: true, description: textOf(each.name) }),
    ),
    ...route.queryParameters.map((each) =>
      parameter('query', each.name, schemaOf(each), {
        ...(isNonNullType(each.type) ? { required: true } : {}),
        description: textOf(each.name),
      }),
    ),
    ...(route.hasPages ? pageParameters : []),
    ...(route.key === 'none' ? [] : [keyParameter(route.key)]),
    ...(route.method === 'GET' ? [tagParameter] : []),
  ];
}
