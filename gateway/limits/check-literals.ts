import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  Kind,
  type ObjectValueNode,
  typeFromAST,
  TypeInfo,
  type ValidationRule,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { faultOfLiteral, type Telling } from './leaf-fault.ts';
import { collectProblems, errorOf, noSuchField, type Path, type Problems } from './problem.ts';

/**
 * Checks the values in the text of an operation as `checkVariables` checks those in variables: with the rules of Soko's
 * scalars, in the same words, with the field and without repeating values. It runs once for each text, since Apollo
 * Server remembers valid ones. Its null ends the validation, so that graphql-js does not report the same values again.
 */
export const checkLiterals =
  (telling: Telling): ValidationRule =>
  (context) => ({
    Document(document) {
      const error = errorOf(findProblems(context.getSchema(), document, telling), 'Invalid arguments:');
      if (error === null) return undefined;
      context.reportError(error);
      return null;
    },
  });

function findProblems(schema: GraphQLSchema, document: DocumentNode, telling: Telling) {
  const problems = collectProblems(telling);
  const typeInfo = new TypeInfo(schema);
  const checkArguments = (given: readonly ArgumentNode[], known: readonly GraphQLArgument[]): void => {
    for (const { name, value } of given) {
      const argument = known.find((each) => each.name === name.value);
      if (argument) checkValue(value, argument.type, [name.value], problems);
    }
  };
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const given = node.arguments ?? [];
        const known = typeInfo.getFieldDef()?.args ?? [];
        for (const argument of known.filter(isRequiredArgument)) {
          if (given.some(({ name }) => name.value === argument.name)) continue;
          problems.report({ path: [argument.name], message: 'is required', node });
        }
        checkArguments(given, known);
      },
      Directive(node) {
        checkArguments(node.arguments ?? [], typeInfo.getDirective()?.args ?? []);
      },
      VariableDefinition({ variable, type: typeNode, defaultValue }) {
        const type = typeFromAST(schema, typeNode as never);
        if (defaultValue && isInputType(type)) checkValue(defaultValue, type, [variable.name.value], problems);
      },
      Argument: () => false,
    }),
  );
  return problems.all;
}

function checkValue(node: ValueNode, type: GraphQLInputType, path: Path, problems: Problems): void {
  if (problems.isFull || node.kind === Kind.VARIABLE) return;
  if (isNonNullType(type)) {
    if (node.kind === Kind.NULL) problems.report({ path, message: 'is required', node });
    else checkValue(node, type.ofType, path, problems);
  } else if (node.kind === Kind.NULL) {
    return;
  } else if (isListType(type)) {
    if (node.kind !== Kind.LIST) checkValue(node, type.ofType, path, problems);
    else for (const [index, item] of node.values.entries()) checkValue(item, type.ofType, [...path, index], problems);
  } else if (isLeafType(type)) {
    const message = faultOfLiteral(node, type, problems.telling);
    if (message !== null) problems.report({ path, message, node });
  } else if (isInputObjectType(type)) {
    if (node.kind === Kind.OBJECT) checkObject(node, type, path, problems);
    else problems.report({ path, message: `must be an object of type ${type.name}`, node });
  }
}

function checkObject(node: ObjectValueNode, type: GraphQLInputObjectType, path: Path, problems: Problems): void {
  const known = type.getFields();
  for (const { name, value } of node.fields) {
    const field = Object.hasOwn(known, name.value) ? known[name.value] : undefined;
    if (field) checkValue(value, field.type, [...path, name.value], problems);
    else problems.report({ path, message: noSuchField(name.value), node });
  }
  for (const field of Object.values(known).filter(isRequiredInputField)) {
    if (node.fields.some(({ name }) => name.value === field.name)) continue;
    problems.report({ path: [...path, field.name], message: 'is required', node });
  }
  const given = node.fields.filter(({ value }) => value.kind !== Kind.NULL);
  if (type.isOneOf && (given.length !== 1 || node.fields.length !== 1)) {
    problems.report({ path, message: 'must have exactly one of its fields', node });
  }
}
