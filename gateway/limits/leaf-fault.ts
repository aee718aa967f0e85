import { faultOfText } from '@soko/input';
import { type ScalarExtensions, scalars } from '@soko/subgraph';
import { type GraphQLLeafType, isEnumType, Kind, type ValueNode } from 'graphql';

/** The schema of the supergraph has the names of custom scalars without their rules. */
const rules: ReadonlyMap<string, GraphQLLeafType> = new Map(Object.entries(scalars));

const passes = (parse: () => unknown): boolean => {
  try {
    return parse() !== undefined;
  } catch {
    return false;
  }
};

/** An enum with more values than this is not listed. */
const maxListedValues = 10;

/** `listsValues` tells callers the values of an enum: parts of the schema, which may be hidden from them. */
export interface Telling {
  listsValues: boolean;
}

function expectation(type: GraphQLLeafType, { listsValues }: Telling): string {
  const { expected } = type.extensions as Partial<ScalarExtensions>;
  const sentence = `must be ${expected ?? `a valid ${type.name}`}`;
  const values = listsValues && isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  return values.length > 0 && values.length <= maxListedValues ? `${sentence}: one of ${values.join(', ')}` : sentence;
}

/** No id of Soko is longer, and errors name the id that was not found. */
const maxIdLength = 200;

function faultOf(
  { type, text, telling }: { type: GraphQLLeafType; text: unknown; telling: Telling },
  parse: (rule: GraphQLLeafType) => unknown,
): string | null {
  const fault = typeof text === 'string' ? faultOfText(text) : null;
  if (fault !== null) return fault;
  if (type.name === 'ID' && typeof text === 'string' && text.length > maxIdLength) {
    return `must have at most ${maxIdLength} characters`;
  }
  const rule = rules.get(type.name) ?? type;
  return passes(() => parse(rule)) ? null : expectation(rule, telling);
}

/** What is wrong with the value of a variable for a scalar or an enum, as the end of a sentence, or null. */
export const faultOfValue = (value: unknown, type: GraphQLLeafType, telling: Telling): string | null =>
  faultOf({ type, text: value, telling }, (rule) => rule.parseValue(value));

/** What is wrong with a value in the text of an operation for a scalar or an enum, as the end of a sentence, or null. */
export function faultOfLiteral(node: ValueNode, type: GraphQLLeafType, telling: Telling): string | null {
  const text = node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : null;
  return faultOf({ type, text, telling }, (rule) =>
    isEnumType(rule) ? rule.parseLiteral(node, null) : rule.parseLiteral(node),
  );
}
