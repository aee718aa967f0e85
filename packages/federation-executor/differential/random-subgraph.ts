import type { GraphQLDataSource } from '@apollo/gateway';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  GraphQLBoolean,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  typeFromAST,
  valueFromAST,
  valueFromASTUntyped,
} from 'graphql';
import { type Random, seeded } from './random.ts';

/** What a request tells the subgraphs of the test. */
export interface TestContext {
  /** Which data there is. */
  seed: string;
  /** Share of values that are wrong. */
  faults: number;
  /** Requests that were sent. */
  fetches: number;
  /** Waits until it is the turn of a request. */
  turn(key: number): Promise<void>;
}

interface Answer {
  schema: GraphQLSchema;
  context: TestContext;
  variables: Record<string, unknown>;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  errors: { message: string; path?: (string | number)[]; extensions?: object }[];
}

type Path = readonly (string | number)[];

const unknownTypes = ['Unknown', '', 7, null, ['Query']];

/** A value that no schema allows in its place, or null. */
const wrongValue = (random: Random): unknown =>
  random.pick<unknown>([null, null, {}, [], [null], 'text', 1.5, true, { __typename: 'Unknown' }, ['x', 'y']]);

function leafValue(name: string, type: GraphQLOutputType, random: Random): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) return random.pick(named.getValues()).name;
  if (named.name === 'Int') return random.below(1_000);
  if (named.name === 'Float') return random.below(1_000) / 8;
  if (named.name === 'Boolean') return random.chance(0.5);
  // Few keys, so that one entity occurs often.
  return /id$|upc|sku|key/i.test(name) ? `k${random.below(4)}` : `${name} ${random.below(20)}`;
}

function argumentsOf(field: FieldNode, { variables }: Answer): string {
  const given = (field.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]);
  return JSON.stringify(Object.fromEntries(given));
}

function isIncluded(node: { directives?: FieldNode['directives'] }, { variables }: Answer): boolean {
  return (node.directives ?? []).every(({ name, arguments: given = [] }) => {
    const value = valueFromAST(given[0]!.value, GraphQLBoolean, variables);
    return name.value === 'skip' ? value !== true : value !== false;
  });
}

/** The fields that are selected of an object, in the order of the answer. */
function fieldsOf(set: SelectionSetNode, type: GraphQLObjectType, answer: Answer): FieldNode[] {
  const { schema, fragments } = answer;
  return set.selections.flatMap((node): FieldNode[] => {
    if (!isIncluded(node, answer)) return [];
    if (node.kind === Kind.FIELD) return [node];
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node;
    const condition = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition);
    const applies =
      !condition || condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    return applies ? fieldsOf(fragment.selectionSet, type, answer) : [];
  });
}

function byResponseName(fields: readonly FieldNode[]): Map<string, FieldNode[]> {
  const all = new Map<string, FieldNode[]>();
  for (const field of fields) {
    const name = (field.alias ?? field.name).value;
    all.set(name, [...(all.get(name) ?? []), field]);
  }
  return all;
}

function valueOf(
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  seed: string,
  path: Path,
  answer: Answer,
): unknown {
  const random = seeded(`${answer.context.seed} ${seed}`);
  if (random.chance(answer.context.faults)) {
    if (random.chance(0.5)) {
      answer.errors.push({
        message: `failed: ${seed}`,
        path: [...path],
        extensions: { code: random.pick(['NOT_FOUND', 'OTHER']) },
      });
      return null;
    }
    return wrongValue(random);
  }
  const bare = isNonNullType(type) ? (type.ofType as GraphQLOutputType) : type;
  if (bare === type && random.chance(0.06)) return null;
  if (isListType(bare)) {
    const of = bare.ofType as GraphQLOutputType;
    const length = random.below(4);
    return Array.from({ length }, (_, index) => valueOf(of, nodes, `${seed}.${index}`, [...path, index], answer));
  }
  const named = getNamedType(type);
  if (isAbstractType(named))
    return objectOf(random.pick(answer.schema.getPossibleTypes(named)), nodes, seed, path, answer);
  if (isObjectType(named)) return objectOf(named, nodes, seed, path, answer);
  return leafValue(nodes[0]!.name.value, type, random);
}

function objectOf(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  seed: string,
  path: Path,
  answer: Answer,
): unknown {
  const random = seeded(`${answer.context.seed} ${seed} object`);
  const fields = nodes.flatMap(({ selectionSet }) => (selectionSet ? fieldsOf(selectionSet, type, answer) : []));
  const byName = byResponseName(fields);
  const value: Record<string, unknown> = {};
  for (const [name, all] of byName) {
    if (random.chance(answer.context.faults / 4)) continue;
    const [field] = all as [FieldNode];
    if (field.name.value === '__typename') {
      value[name] = random.chance(answer.context.faults / 4) ? random.pick<unknown>(unknownTypes) : type.name;
      continue;
    }
    const definition = type.getFields()[field.name.value]!;
    const of = `${seed}/${type.name}.${field.name.value}${argumentsOf(field, answer)}`;
    value[name] = valueOf(definition.type, all, of, [...path, name], answer);
  }
  return value;
}

function entityOf(representation: Record<string, unknown>, field: FieldNode, path: Path, answer: Answer): unknown {
  const type = answer.schema.getType(String(representation['__typename']));
  const seed = `entity ${JSON.stringify(representation)}`;
  if (isAbstractType(type)) return valueOf(type, [field], seed, path, answer);
  return isObjectType(type) ? valueOf(type, [field], seed, path, answer) : null;
}

function dataOf(query: string, variables: Record<string, unknown>, schema: GraphQLSchema, context: TestContext) {
  const { definitions } = parse(query);
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
  if (operation.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  const answer: Answer = {
    schema,
    context,
    variables: { ...Object.fromEntries(defaults), ...variables },
    fragments,
    errors: [],
  };
  const root = schema.getRootType(operation.operation)!;
  const data: Record<string, unknown> = {};
  const byName = byResponseName(fieldsOf(operation.selectionSet, root, answer));
  for (const [name, all] of byName) {
    const [field] = all as [FieldNode];
    if (field.name.value === '_entities') {
      const representations = variables['representations'] as Record<string, unknown>[];
      data[name] = representations.map((each, index) => entityOf(each, field, [name, index], answer));
    } else if (field.name.value === '__typename') {
      data[name] = root.name;
    } else {
      const of = `${root.name}.${field.name.value}${argumentsOf(field, answer)}`;
      data[name] = valueOf(root.getFields()[field.name.value]!.type, all, of, [name], answer);
    }
  }
  return { data, ...(answer.errors.length > 0 ? { errors: answer.errors } : {}) };
}

/** Breaks a whole answer. */
function breakAnswer(response: ReturnType<typeof dataOf>, random: Random): unknown {
  const { data } = response;
  const entities = data['_entities'];
  switch (random.below(8)) {
    case 0:
      throw new Error('The subgraph does not answer.');
    case 1:
      return { data: null, errors: [{ message: 'nothing' }] };
    case 2:
      return { errors: [{ message: '', path: [], extensions: { code: 'SERVICE_UNAVAILABLE' } }] };
    case 3:
      return {};
    case 4:
      return { data, errors: [{ message: 'beside data' }, { message: 'far away', path: ['_entities', 999, 'x'] }] };
    case 5:
      return { data: { ...data, _entities: 'none' } };
    case 6:
      return Array.isArray(entities) ? { data: { ...data, _entities: entities.slice(1) } } : { data: 'text' };
    default:
      return Array.isArray(entities) ? { data: { ...data, _entities: entities.map(() => 'text') } } : undefined;
  }
}

/** A subgraph with generated data: it depends on the seed and on what is asked for, never on how often. */
export function randomSubgraph(name: string, schema: GraphQLSchema): GraphQLDataSource<TestContext> {
  return {
    async process({ request, context }) {
      const test = context as TestContext;
      test.fetches += 1;
      const { query = '', operationName, variables = {} } = request;
      const text = operationName ? query.replace(operationName, '') : query;
      const random = seeded(`${test.seed} ${name} ${text}`);
      await test.turn(random.below(1_000_000));
      const response = dataOf(query, variables, schema, test);
      return (random.chance(test.faults / 2) ? breakAnswer(response, random) : response) as never;
    },
  };
}
