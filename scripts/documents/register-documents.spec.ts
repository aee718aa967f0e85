import { describe, expect, it } from '@jest/globals';
import { hashOf, readDocuments } from '../../gateway/documents/read-documents.ts';
import { registerDocuments } from './register-documents.mjs';

const schema = 'type Query { things(first: Int): [Thing!]! } type Thing { id: ID! title: String }';
const [one, two, three] = [
  'query One { things { id } }',
  '{ things { title } }',
  'query Three { things { __typename } }',
];

describe('registering documents', () => {
  it('adds files and manifests to those that are known, for the gateway to read', () => {
    const apollo = { format: 'apollo-persisted-query-manifest', version: 1, operations: [{ id: 'x', body: two }] };
    const first = registerDocuments({
      known: '{}',
      schema,
      files: [
        ['one.graphql', `${one}\n`],
        ['apollo.json', JSON.stringify(apollo)],
      ],
    });
    expect(first).toMatchObject({ added: 2, problems: [] });
    const files = [['codegen.json', JSON.stringify({ [hashOf(three)]: three })]] as const;
    const { manifest, added } = registerDocuments({ known: first.manifest, schema, files });
    expect(added).toBe(1);
    expect(readDocuments(manifest)).toEqual(new Map([one, two, three].map((text) => [hashOf(text), text])));
    expect(readDocuments(JSON.stringify(apollo))).toEqual(new Map([[hashOf(two), two]]));
  });

  it('refuses what does not fit the schema, with file and line', () => {
    const files = [
      ['wrong.graphql', '{\n  thinks\n}'],
      ['broken.gql', '{ things {'],
    ] as const;
    const { problems } = registerDocuments({ known: '{}', schema, files });
    expect(problems).toEqual([
      expect.stringContaining('wrong.graphql:2: Cannot query field "thinks"'),
      expect.stringContaining('broken.gql: Syntax Error'),
    ]);
  });

  it('takes no hash of a manifest on trust', () => {
    const { manifest } = registerDocuments({
      known: '{}',
      schema,
      files: [['codegen.json', JSON.stringify({ [hashOf(one)]: two })]],
    });
    expect([...readDocuments(manifest).keys()]).toEqual([hashOf(two)]);
    expect([...readDocuments(JSON.stringify({ [hashOf(one)]: two })).keys()]).toEqual([hashOf(two)]);
  });
});
