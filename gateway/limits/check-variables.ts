import {
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { badUserInput } from '@soko/errors';

/** Values that all variables of an operation may hold together: list items and keys of objects. */
const maxValues = 10_000;

/** Objects and lists inside each other. */
const maxDepth = 20;

/** Problems that one error names. The rest come to light when these are corrected. */
const maxProblems = 5;

const maxNameLength = 50;

type Path = readonly (string | number)[];

interface Problem {
  path: Path;
  message: string;
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
): void {
  refuseHuge(variables);
  const problems: Problem[] = [];
  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode as never);
    if (!isInputType(type)) continue;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined && defaultValue !== undefined) continue;
    findProblems(value, type, [name], problems);
  }
  const [first] = problems;
  if (first === undefined) return;
  const text = problems.map(({ path, message }) => `\`${textOf(path)}\` ${message}.`).join(' ');
  throw badUserInput(`Invalid variables: ${text}`, fieldOf(first.path));
}

const textOf = (path: Path): string => `$${path.join('.')}`;

/** The path inside the argument: mutations take one argument, `input`, which is not part of it. */
const fieldOf = (path: Path): string => (path.length > 1 ? path.slice(1) : path).join('.');

function refuseHuge(variables: unknown): void {
  let seen = 0;
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > maxDepth) throw badUserInput(`Variables may be nested at most ${maxDepth} levels deep.`, 'variables');
    const children = Object.values(value);
    seen += children.length;
    if (seen > maxValues) throw badUserInput(`Variables may have at most ${maxValues} values.`, 'variables');
    for (const child of children) walk(child, depth + 1);
  };
  walk(variables, 0);
}

function findProblems(value: unknown, type: GraphQLInputType, path: Path, problems: Problem[]): void {
  const report = (message: string, at: Path = path): void => {
    if (problems.length < maxProblems) problems.push({ path: at, message });
  };
  if (problems.length >= maxProblems) return;
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
    if (!canParse(() => type.parseValue(value))) report(`must be a valid ${type.name}`);
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
    report(`has no field named "${key.slice(0, maxNameLength)}"`);
    if (problems.length >= maxProblems) return;
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

function canParse(parse: () => unknown): boolean {
  try {
    return parse() !== undefined;
  } catch {
    return false;
  }
}
