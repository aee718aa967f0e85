import { NonNullType, type ObjectType, Schema } from '@apollo/federation-internals';

/**
 * Adds the fields of introspection that graphql-js knows and `@apollo/federation-internals` does not. Typed clients ask
 * for them, and the planner would take them for a fault.
 */
export function completeIntrospection(schema: Schema): void {
  const typeOf = (name: string) => schema.type(name) as ObjectType;
  const addFields = (): void => {
    typeOf('__Type').addField('isOneOf', schema.booleanType());
    typeOf('__Directive').addField('isDeprecated', new NonNullType(schema.booleanType()));
    typeOf('__Directive').addField('deprecationReason', schema.stringType());
    typeOf('__Schema').field('directives')!.addArgument('includeDeprecated', schema.booleanType(), false);
  };
  // Introspection is built in, which the schema protects from changes by mistake.
  Schema.prototype['runWithBuiltInModificationAllowed'].call(schema, addFields);
}
