import { describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { readAccessRules } from './access-rules.ts';
import { withoutAuthDirectives } from './without-auth-directives.ts';

const renamed = composeServices([
  {
    name: 'only',
    url: 'http://only.invalid',
    typeDefs: parse(`
      extend schema @link(
        url: "https://specs.apollo.dev/federation/v2.9"
        import: [{ name: "@authenticated", as: "@signedIn" }, { name: "@policy", as: "@role" }, "@requiresScopes", "@composeDirective"]
      )
        @link(url: "https://specs.soko.example/keys/v1.0", import: ["@keyScopes"])
        @composeDirective(name: "@keyScopes")
      directive @keyScopes(scopes: [[String!]!]!) on FIELD_DEFINITION
      type Query { open: Int @keyScopes(scopes: [["g:h"]]) me: Int @signedIn staff: Staff keys: Int @requiresScopes(scopes: [["a:b"], ["c:d", "e:f"]]) }
      type Staff @role(policies: [["ADMIN"]]) { id: ID! }
    `),
  },
]).supergraphSdl!;

describe('access rules', () => {
  it('are read whatever the directives are called', () => {
    expect(Object.fromEntries(readAccessRules(renamed))).toEqual({
      'Query.open': { isOpenToGuests: true, scopes: [['g:h']], policies: null },
      'Query.me': { scopes: null, policies: null },
      'Query.keys': { scopes: [['a:b'], ['c:d', 'e:f']], policies: null },
      Staff: { scopes: null, policies: [['ADMIN']] },
    });
  });

  it('leave nothing that @apollo/gateway would refuse', () => {
    const stripped = withoutAuthDirectives(renamed);
    expect(stripped).not.toMatch(/@signedIn|@role|requiresScopes|policy|authenticated/);
    expect(stripped).toContain('@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)');
  });
});
