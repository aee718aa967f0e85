/**
 * The result of a command as a member of its mutation's union. A refusal names its type itself; anything else is the
 * entity `name`.
 */
export const answer = <Outcome extends object>(name: string, outcome: Outcome): Outcome =>
  '__typename' in outcome ? outcome : { ...outcome, __typename: name };
