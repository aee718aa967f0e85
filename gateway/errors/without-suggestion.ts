import type { GraphQLFormattedError } from 'graphql';

/**
 * The error without graphql-js's suggestion, which names parts of the schema. Apollo Server removes suggestions from
 * validation errors only; subgraphs and the planner make them as well.
 */
export const withoutSuggestion = (formatted: GraphQLFormattedError): GraphQLFormattedError => ({
  ...formatted,
  message: formatted.message.replace(/\s*Did you mean\b[^]*$/i, ''),
});
