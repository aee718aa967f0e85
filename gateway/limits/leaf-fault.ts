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

const expectation = (type: GraphQLLeafType): string => {
  const { expected } = type.extensions as Partial<ScalarExtensions>;
  return `must be ${expected ?? `a valid ${type.name}`}`;
};

/** No id of Soko is longer, and errors name the id that was not found. */
const maxIdLength = 200;

function faultOf(type: GraphQLLeafType, text: unknown, parse: (rule: GraphQLLeafType) => unknown): string | null {
  const fault = typeof text === 'string' ? faultOfText(text) : null;
  if (fault !== null) return fault;
  if (type.name === 'ID' && typeof text === 'string' && text.length > maxIdLength) {
    return `must have at most ${maxIdLength} characters`;
  }
  const rule = rules.get(type.name) ?? type;
  return passes(() => parse(rule)) ? null : expectation(rule);
}

/** What is wrong with the value of a variable for a scalar or an enum, as the end of a sentence, or null. */
export const faultOfValue = (value: unknown, type: GraphQLLeafType): string | null =>
  faultOf(type, value, (rule) => rule.parseValue(value));

/** What is wrong with a value in the text of an operation for a scalar or an enum, as the end of a sentence, or null. */
export const faultOfLiteral = (node: ValueNode, type: GraphQLLeafType): string | null =>
  faultOf(type, node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : null, (rule) =>
    isEnumType(rule) ? rule.parseLiteral(node, null) : rule.parseLiteral(node),
  );
