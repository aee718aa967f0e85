import type { ClientViewer } from '@soko/auth';
import { forbidden, unauthenticated } from '@soko/errors';
import { GraphQLError } from 'graphql';
import type { Demand } from './demands.ts';

const joinNames = (alternatives: readonly (readonly string[])[]): string =>
  alternatives.map((names) => names.join(' and ')).join(', or ');

function needOf({ rule }: Demand, viewer: ClientViewer): string {
  if (viewer.kind === 'apiKey' && rule.policies) return 'a signed-in user; API keys have no roles';
  if (viewer.kind === 'apiKey' && !rule.scopes) return 'a signed-in user; no scope of an API key allows it';
  const needs = [
    rule.policies && `the role ${joinNames(rule.policies)}`,
    rule.scopes && viewer.kind === 'apiKey' && `an API key with the scope ${joinNames(rule.scopes)}`,
  ];
  return needs.filter(Boolean).join(' and ');
}

/** The error for a viewer who does not satisfy `demand`. It names the path of the field and the missing right. */
export function refusalOf(demand: Demand, viewer: ClientViewer): GraphQLError {
  const field = demand.path.join('.');
  const { message, extensions } =
    viewer.kind === 'anonymous'
      ? unauthenticated(`"${field}" requires authentication: send "Authorization: Bearer <accessToken>".`)
      : forbidden(`"${field}" requires ${needOf(demand, viewer)}.`);
  return new GraphQLError(message, { path: demand.path, extensions });
}
