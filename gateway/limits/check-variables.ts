import {
  BREAK,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type ValueNode,
  visit,
} from 'graphql';
import { badUserInput } from '@soko/errors';
import { faultOfValue, type Telling } from './leaf-fault.ts';
import { collectProblems, errorOf, noSuchField, type Path, type Problems } from './problem.ts';

/** How large the variables of an operation may be, together. */
export interface VariableLimits {
  /** Bytes of the names and values, without the signs of JSON around them. */
  maxBytes: number;
  /** List items and keys of objects. */
  maxValues: number;
  /** Objects and lists inside each other. */
  maxDepth: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks the variables of an operation against their types before anything else reads them. Its work and its messages
 * are bounded, and values are never repeated: they may be passwords. Throws BAD_USER_INPUT with the path of the first
 * problem as `field`.
 */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  { limits, ...telling }: Telling & { limits: VariableLimits },
): void {
  refuseHuge(variables, limits);
  const problems = collectProblems(telling);
  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode as never);
    if (!isInputType(type)) continue;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined && defaultValue !== undefined) continue;
    findProblems(value, type, [name], problems);
  }
  const error = errorOf(problems.all, 'Invalid variables:', {
    sign: '$',
    argumentOf: (name) => findArgument(operation, name),
  });
  if (error) throw error;
}

/** The path of the first argument that takes the variable, such as `input.address`; the variable's name if none does. */
function findArgument(operation: OperationDefinitionNode, name: string): Path {
  const search = (node: ValueNode, path: Path): Path | undefined => {
    if (node.kind === Kind.VARIABLE) return node.name.value === name ? path : undefined;
    const inside: readonly [string | number, ValueNode][] =
      node.kind === Kind.OBJECT
        ? node.fields.map((field) => [field.name.value, field.value])
        : node.kind === Kind.LIST
          ? [...node.values.entries()]
          : [];
    for (const [key, value] of inside) {
      const found = search(value, [...path, key]);
      if (found) return found;
    }
    return undefined;
  };
  let found: Path | undefined;
  visit(operation, {
    Argument(node) {
      found ??= search(node.value, [node.name.value]);
      return found ? BREAK : false;
    },
  });
  return found ?? [name];
}

function refuseHuge(variables: unknown, { maxBytes, maxValues, maxDepth }: VariableLimits): void {
  let seen = 0;
  let bytes = 0;
  const refuse = (message: string): never => {
    throw badUserInput(message, 'variables');
  };
  const count = (value: unknown): void => {
    bytes += typeof value === 'string' ? Buffer.byteLength(value) : String(value).length;
    if (bytes > maxBytes) refuse(`Variables may have at most ${maxBytes} bytes.`);
  };
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return count(value);
    if (depth > maxDepth) refuse(`Variables may be nested at most ${maxDepth} levels deep.`);
    const children = Object.entries(value);
    seen += children.length;
    if (seen > maxValues) refuse(`Variables may have at most ${maxValues} values.`);
    for (const [key, child] of children) {
      if (!Array.isArray(value)) count(key);
      walk(child, depth + 1);
    }
    return undefined;
  };
  walk(variables, 0);
}

function findProblems(value: unknown, type: GraphQLInputType, path: Path, problems: Problems): void {
  const report = (message: string): void => problems.report({ path, message });
  if (problems.isFull) return;
  if (isNonNullType(type)) {
    if (value == null) report('is required');
    else findProblems(value, type.ofType, path, problems);
    return;
  }
  if (value == null) return;
  if (isListType(type)) {
    if (!Array.isArray(value)) findProblems(value, type.ofType, path, problems);
    else value.forEach((item, index) => findProblems(item, type.ofType, [...path, index], problems));
    return;
  }
  if (isLeafType(type)) {
    const fault = faultOfValue(value, type, problems.telling);
    if (fault !== null) report(fault);
    return;
  }
  if (!isInputObjectType(type)) return;
  if (!isRecord(value)) {
    report(`must be an object of type ${type.name}`);
    return;
  }
  const fields = type.getFields();
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(fields, key)) continue;
    report(noSuchField(key));
    if (problems.isFull) return;
  }
  for (const field of Object.values(fields)) {
    const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (given === undefined && field.defaultValue !== undefined) continue;
    findProblems(given, field.type, [...path, field.name], problems);
  }
  if (type.isOneOf && Object.values(value).filter((given) => given != null).length !== 1) {
    report('must have exactly one of its fields');
  }
}
