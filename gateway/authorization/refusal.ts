import type { ClientViewer } from '@soko/auth';
import { forbidden, unauthenticated } from '@soko/errors';
import { GraphQLError } from 'graphql';
import type { Demand } from './demands.ts';

const joined = (alternatives: readonly (readonly string[])[]): string =>
  alternatives.map((names) => names.join(' and ')).join(', or ');

function needOf({ rule }: Demand, viewer: ClientViewer): string {
  if (viewer.kind === 'apiKey' && rule.policies) return 'a signed-in person; API keys have no roles';
  const needs = [
    rule.policies && `the role ${joined(rule.policies)}`,
    rule.scopes && viewer.kind === 'apiKey' && `an API key with the scope ${joined(rule.scopes)}`,
  ];
  return needs.filter(Boolean).join(' and ');
}

/** The error for a viewer who does not meet `demand`: it names the field, by its path, and what would be needed. */
export function refusalOf(demand: Demand, viewer: ClientViewer): GraphQLError {
  const field = demand.path.join('.');
  const { message, extensions } =
    viewer.kind === 'anonymous'
      ? unauthenticated(`"${field}" is for those who are signed in: send "Authorization: Bearer <accessToken>".`)
      : forbidden(`"${field}" needs ${needOf(demand, viewer)}.`);
  return new GraphQLError(message, { path: demand.path, extensions });
}
