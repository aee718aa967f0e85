import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** An already masked error of an operation that was not executed, in the form that graphql-ws needs. */
export class RefusedOperation extends GraphQLError {
  readonly #formatted: GraphQLFormattedError;
  constructor(formatted: GraphQLFormattedError) {
    super(formatted.message);
    this.#formatted = formatted;
  }
  override toJSON(): GraphQLFormattedError {
    return this.#formatted;
  }
}
