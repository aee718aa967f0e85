import { describe, expect, it } from '@jest/globals';
import { checkDescriptions } from './check-descriptions.ts';
import { checkText } from './check-text.ts';
import { phrasesIn } from './find-phrases.ts';
import { phrases } from './phrases.ts';

const described = (source: string): string[] =>
  checkDescriptions([{ file: 'subgraphs/shop/schema.graphql', source }]).map(
    ({ line, text, write }) => `${line} ${text}: ${write}`,
  );

const lines = (file: string, source: string): number[] =>
  checkText(file, source)
    .map(({ line }) => line)
    .sort((one, other) => one - other);

describe('checking the descriptions of a schema', () => {
  it('passes one that names every part in a sentence', () => {
    const schema = `type Query {
      "The orders of the viewer."
      orders(
        "Number of items to return, 1 to 100. Default 20."
        first: Int
      ): [Order!]!
    }
    "One order of one buyer."
    type Order {
      "Starts with \`ord_\`."
      id: ID!
    }`;
    expect(described(schema)).toEqual([]);
  });

  it('finds every part without a description', () => {
    const schema = `
    type Order { id(at: Int): ID! }
    enum Status { OPEN }
    input Filter { status: Status }
    union Result = Order`;
    expect(described(schema)).toEqual(
      [
        '2 Order',
        '2 Order.id',
        '2 Order.id(at:)',
        '3 Status',
        '3 Status.OPEN',
        '4 Filter',
        '4 Filter.status',
        '5 Result',
      ].map((each) => `${each}: a description, which is missing`),
    );
  });

  it('leaves root types, references to entities and external fields to their owners', () => {
    const schema = `type Query { "All open orders." orders: Int }
    type Seller @key(fields: "id", resolvable: false) { id: ID! }
    "A variant that is sold." type Variant @key(fields: "id") { id: ID! @external }`;
    expect(described(schema)).toEqual([]);
  });

  it('asks for one description among the subgraphs that define a type', () => {
    const [owner, other] = [
      '"A thing that is sold." type Product { "Starts with prd." id: ID! }',
      'type Product { id: ID! }',
    ];
    expect(
      checkDescriptions([
        { file: 'a', source: owner },
        { file: 'b', source: other },
      ]),
    ).toEqual([]);
  });

  it('finds different descriptions of one type', () => {
    const files = ['A product that is sold.', 'Something to sell here.'].map((text, index) => ({
      file: `${index}.graphql`,
      source: `"${text}" type Product @key(fields: "id") { id: ID! @external }`,
    }));
    expect(checkDescriptions(files)).toEqual([
      expect.objectContaining({ file: '1.graphql', write: 'the same as 0.graphql: "A product that is sold."' }),
    ]);
  });

  it.each(['What', 'Who', 'Whom', 'Whose', 'How', 'Whether', 'Where', 'When', 'Why', 'So', 'Of', 'Which'])(
    'finds one that opens with %s',
    (word) => {
      expect(described(`"${word} the buyer asked." scalar Thing`)).toContain(
        `1 Thing: ${word} the buyer asked.: the name of the thing first, not "${word}"`,
      );
    },
  );

  it.each([
    ['the name of the wallet.', 'a sentence that begins with a capital letter'],
    ['The e-mail address of the owner.', '"email"'],
    ['Name of the merchant of it.', '"seller"'],
    ['Lines of the basket here.', '"cart"'],
    ['Authorize the payment of it.', 'British spelling, such as "authorise"'],
    ['Color of the wallet here.', 'British spelling'],
    ['Up to 10000 items per wallet.', 'a comma in the number, such as 10,000'],
  ])('finds %j', (text, write) => {
    expect(described(`"${text}" scalar Thing`)).toEqual([`1 Thing: ${text}: ${write}`]);
  });

  it('passes names and values in code', () => {
    expect(
      described('"Machine-readable code: always `NOT_AUTHORIZED` or `color`, see 2026-11-20." scalar Thing'),
    ).toEqual([]);
  });

  it('finds one of fewer than three words, with its line', () => {
    expect(described('\n"The currency."\nscalar Currency')).toEqual([
      '2 Currency: The currency.: a sentence of at least 3 words; this has 2',
    ]);
  });

  it('finds another wording where every list has the same', () => {
    const schema = `type Query { "All open orders." orders("The size of the page." first: Int): Int }`;
    expect(described(schema)).toEqual([expect.stringContaining('Number of items to return, 1 to 100. Default 20.')]);
  });

  it('finds banned phrases, at the line of the phrase, and not in code', () => {
    const schema = '"""\nThe order as it stands.\nIt is sent anew by `anew`.\n"""\nscalar Order';
    expect(described(schema)).toEqual([expect.stringMatching(/^3 It is sent anew by `anew`\.: instead of "anew"/)]);
  });
});

describe('checking texts', () => {
  it('finds phrases in strings and comments of TypeScript, at their lines', () => {
    const source = [
      'const one = 1 / 2 / "anew".length; // let go of it',
      "throw conflict('Somebody else changed this.');",
      'const pattern = /\'anew and "anew/;',
      'log.info(`paid ${pay(`${a} anew, then`)} and',
      '  come to nothing`);',
      '/** Why it is',
      ' * let go. */',
    ].join('\n');
    expect(lines('subgraphs/a/b.ts', source)).toEqual([1, 2, 4, 5, 7]);
  });

  it('finds a phrase across a line break', () => {
    expect(lines('README.md', 'It is let\ngo of at once.')).toEqual([1]);
    expect(lines('a.ts', '// It is let\n/* let\n * go */')).toEqual([2]);
  });

  it('reads comments and the titles of specs by the shorter list', () => {
    expect(lines('a.ts', '// Nobody knows.')).toEqual([]);
    expect(lines('a.ts', "log('Nobody knows.')")).toEqual([1]);
    expect(lines('a.spec.ts', "it('is refused to nobody', f)")).toEqual([]);
    expect(lines('a.spec.ts', "it('is let go', f)")).toEqual([1]);
  });

  it('reads prose of documents, not their code', () => {
    const source = 'Paid `anew`.\n\n```ts\n// anew\n```\n\n[Paid](anew.md) anew.';
    expect(lines('docs/a.md', source)).toEqual([7]);
  });

  it('reads comments of GraphQL operations and settings', () => {
    expect(lines('web/playground/examples/1.graphql', '# Paid anew.\nquery { anew }')).toEqual([1]);
    expect(lines('docker-compose.yml', 'anew: anew # held anew')).toEqual([1]);
  });

  it('does not read SQL or single names', () => {
    expect(lines('a.ts', "q('SELECT nobody FROM told WHERE wish = 1'); f('told')")).toEqual([]);
  });
});

describe('the list of phrases', () => {
  it.each(phrases.map(({ pattern, write }) => [String(pattern), write]))('proposes words for %s', (pattern, write) => {
    expect(write.length).toBeGreaterThan(3);
    // "instead of X" must not send a reader to another phrase of the list.
    expect([pattern, phrasesIn(write)]).toEqual([pattern, []]);
  });
});
