import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { type Random, seeded } from './random.ts';

export interface RandomOperation {
  query: string;
  /** The variables for one execution. */
  variables(random: Random): Record<string, unknown>;
}

interface Draft {
  random: Random;
  schema: GraphQLSchema;
  maxDepth: number;
  /** Fields that may still be selected, so that no operation grows without bound. */
  left: number;
  variables: Map<string, { type: string; make: (random: Random) => unknown }>;
  fragments: string[];
}

const words = ['a', 'b', 'c', 'd'];
const aliases = ['a', 'b', 'c', 'id', 'name', 'node', 'x1', 'x2'];

function scalarValue(type: GraphQLNamedType, random: Random): unknown {
  switch (type.name) {
    case 'Int':
      return random.below(5);
    case 'Float':
      return random.below(50) / 10;
    case 'Boolean':
      return random.chance(0.5);
    default:
      return random.pick(words);
  }
}

/** A value of an input type; enums are marked, since they are written without quotes in a document. */
function inputValue(type: GraphQLInputType, random: Random, depth = 0): unknown {
  if (isNonNullType(type)) return inputValue(type.ofType, random, depth);
  if (isListType(type)) {
    return Array.from({ length: random.below(3) }, () => inputValue(type.ofType, random, depth));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return scalarValue(type, random);
  const fields = Object.values(type.getFields());
  const chosen = fields.filter((field) => isRequiredInputField(field) || (depth < 2 && random.chance(0.2)));
  if (type.isOneOf) return Object.fromEntries([[fields[0]!.name, inputValue(fields[0]!.type, random, depth + 1)]]);
  return Object.fromEntries(chosen.map((field) => [field.name, inputValue(field.type, random, depth + 1)]));
}

/** The value as it is written in a document. */
function literal(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (isListType(type)) return `[${(value as unknown[]).map((each) => literal(type.ofType, each)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = type.getFields();
  const entries = Object.entries(value as object);
  return `{ ${entries.map(([name, each]) => `${name}: ${literal(fields[name]!.type, each)}`).join(', ')} }`;
}

function writeArgument(argument: GraphQLArgument, draft: Draft): string {
  const { random, variables } = draft;
  if (random.chance(0.4)) {
    const name = `v${variables.size}`;
    variables.set(name, { type: String(argument.type), make: (later) => inputValue(argument.type, later) });
    return `${argument.name}: $${name}`;
  }
  return `${argument.name}: ${literal(argument.type, inputValue(argument.type, random))}`;
}

function writeArguments(field: GraphQLField<unknown, unknown>, draft: Draft): string {
  const chosen = field.args.filter((argument) => isRequiredArgument(argument) || draft.random.chance(0.15));
  return chosen.length === 0 ? '' : `(${chosen.map((argument) => writeArgument(argument, draft)).join(', ')})`;
}

function writeCondition({ random, variables }: Draft): string {
  if (!random.chance(0.12)) return '';
  const directive = random.pick(['skip', 'include']);
  if (random.chance(0.2)) return ` @${directive}(if: ${random.chance(0.5)})`;
  const name = `c${random.below(3)}`;
  const known = variables.get(name);
  const type = known?.type ?? random.pick(['Boolean!', 'Boolean! = true', 'Boolean = false']);
  if (!known) variables.set(name, { type, make: (later) => later.chance(0.5) });
  return ` @${directive}(if: $${name})`;
}

/** The types on which a fragment in a selection of `type` may be. */
function fragmentTypes(type: GraphQLCompositeType, schema: GraphQLSchema): GraphQLCompositeType[] {
  const under = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [type];
  const above = isUnionType(type) ? [] : type.getInterfaces();
  const beside = under.flatMap((each) => each.getInterfaces());
  return [...new Set<GraphQLCompositeType>([...under, ...above, ...beside])];
}

function writeFragment(type: GraphQLCompositeType, depth: number, draft: Draft): string {
  const { random, fragments, schema } = draft;
  const on = random.pick(fragmentTypes(type, schema));
  const condition = writeCondition(draft);
  const selections = writeSelections(on, depth, draft);
  if (!random.chance(0.4)) return `... on ${on.name}${condition} ${selections}`;
  const name = `F${fragments.length}`;
  fragments.push(`fragment ${name} on ${on.name} ${selections}`);
  return `...${name}${condition}`;
}

function writeField(field: GraphQLField<unknown, unknown>, depth: number, draft: Draft): string {
  const type = getNamedType(field.type);
  const alias = draft.random.chance(0.15) ? `${draft.random.pick(aliases)}: ` : '';
  const head = `${alias}${field.name}${writeArguments(field, draft)}${writeCondition(draft)}`;
  return isCompositeType(type) ? `${head} ${writeSelections(type, depth + 1, draft)}` : head;
}

function writeSelections(type: GraphQLCompositeType, depth: number, draft: Draft): string {
  const { random, maxDepth } = draft;
  const fields = isUnionType(type) ? [] : Object.values(type.getFields());
  const allowed = fields.filter((field) => depth < maxDepth || !isCompositeType(getNamedType(field.type)));
  const count = depth === 0 ? 1 + random.below(3) : 1 + random.below(5);
  const parts: string[] = [];
  for (const field of random.some(allowed, count)) {
    if (draft.left <= 0) break;
    draft.left -= 1;
    parts.push(writeField(field, depth, draft));
    // The same field again, whose selections have to be merged.
    if (depth > 0 && isCompositeType(getNamedType(field.type)) && random.chance(0.1))
      parts.push(writeField(field, depth, draft));
  }
  if (random.chance(0.25)) parts.push(random.chance(0.3) ? 'kind: __typename' : '__typename');
  const canNest = depth < maxDepth && draft.left > 0;
  if (depth > 0 && canNest && random.chance(isAbstractType(type) ? 0.9 : 0.25))
    parts.push(writeFragment(type, depth, draft));
  if (depth > 0 && canNest && isAbstractType(type) && random.chance(0.6)) parts.push(writeFragment(type, depth, draft));
  if (parts.length === 0) parts.push('__typename');
  return `{ ${parts.join(' ')} }`;
}

function write(schema: GraphQLSchema, random: Random, size: number): RandomOperation {
  const mutation = schema.getMutationType();
  const root = mutation && random.chance(0.1) ? mutation : schema.getQueryType()!;
  const draft: Draft = { random, schema, maxDepth: 4, left: size, variables: new Map(), fragments: [] };
  const selections = writeSelections(root, 0, draft);
  const { variables, fragments } = draft;
  const definitions = [...variables].map(([name, { type }]) => `$${name}: ${type}`);
  const head = `${root === mutation ? 'mutation' : 'query'} ${random.chance(0.7) ? 'Random' : ''}`;
  const declared = definitions.length === 0 ? '' : `(${definitions.join(', ')})`;
  return {
    query: [`${head}${declared} ${selections}`, ...fragments].join('\n'),
    variables: (later) => Object.fromEntries([...variables].map(([name, { make }]) => [name, make(later)])),
  };
}

/** A valid operation of about `size` fields. */
export function randomOperation(schema: GraphQLSchema, seed: string, size: number): RandomOperation {
  for (let attempt = 0; ; attempt += 1) {
    const operation = write(schema, seeded(`${seed} ${attempt}`), size);
    if (validate(schema, parse(operation.query)).length === 0) return operation;
  }
}
