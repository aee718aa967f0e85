import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** An error of an operation that was not executed, masked already, as graphql-ws wants to have it. */
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
