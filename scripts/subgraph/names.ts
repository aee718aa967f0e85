/** The names of a subgraph to be made. */
export interface Names {
  /** The subgraph, such as `wallets`. */
  subgraph: string;
  /** Its first entity, such as `Wallet`. */
  entity: string;
  /** Prefix of the entity's ids, such as `wlt`. */
  prefix: string;
}

/** What exists already and must not be taken. */
export interface Taken {
  subgraphs: readonly string[];
  prefixes: readonly string[];
  /** Names of types in the supergraph. */
  types: readonly string[];
}

/** The names cannot be used; `message` says what to change. */
export class UnusableNames extends Error {
  override readonly name = 'UnusableNames';
}

const reserved = ['gateway', 'migrate', 'postgres', 'kafka', 'shared', 'event', 'events', 'sample', 'samples', 'soko'];

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `wallets` → `Wallet`, `deliveries` → `Delivery`, `chat` → `Chat`. */
const entityOf = (subgraph: string): string =>
  capitalised(
    subgraph
      .replace(/ies$/, 'y')
      .replace(/(?<=(s|x|z|ch|sh))es$/, '')
      .replace(/(?<!s)s$/, ''),
  );

/** Three letters of the entity that no other id begins with: the first and two consonants where there are two. */
function prefixOf(entity: string, taken: readonly string[]): string {
  const [first, ...rest] = entity.toLowerCase();
  const consonants = rest.filter((letter) => !'aeiou'.includes(letter));
  const pairs = [consonants, rest].flatMap((letters) =>
    letters.flatMap((one, index) => letters.slice(index + 1).map((other) => `${first}${one}${other}`)),
  );
  const free = pairs.find((prefix) => !taken.includes(prefix));
  if (free === undefined) throw new UnusableNames(`Name a prefix for ids of ${entity}: --prefix abc.`);
  return free;
}

/** Checks the names that were given and adds those that were not. Throws `UnusableNames`. */
export function readNames(given: { subgraph: string; entity?: string; prefix?: string }, taken: Taken): Names {
  const { subgraph } = given;
  if (!/^[a-z]{3,30}$/.test(subgraph)) {
    throw new UnusableNames(`"${subgraph}" is not a name for a subgraph: it must have 3 to 30 lower-case letters.`);
  }
  if (taken.subgraphs.includes(subgraph) || reserved.includes(subgraph)) {
    throw new UnusableNames(`The name "${subgraph}" is taken.`);
  }
  const entity = given.entity ?? entityOf(subgraph);
  if (!/^[A-Z][a-z]{2,29}$/.test(entity)) {
    throw new UnusableNames(`"${entity}" is not a name for an entity: it must be one word, such as Wallet.`);
  }
  const clash = [entity, `Create${entity}Input`, `Create${entity}Result`].find((type) => taken.types.includes(type));
  if (clash !== undefined)
    throw new UnusableNames(`The graph has a type ${clash}. Name another entity: --entity Name.`);
  const prefix = given.prefix ?? prefixOf(entity, taken.prefixes);
  if (!/^[a-z]{3}$/.test(prefix)) throw new UnusableNames(`"${prefix}" is not a prefix: it must have three letters.`);
  if (taken.prefixes.includes(prefix)) throw new UnusableNames(`The prefix "${prefix}" is taken.`);
  return { subgraph, entity, prefix };
}

/** The text or path of a template with the names in place of those of the template. */
export function fillIn(template: string, { subgraph, entity, prefix }: Names): string {
  const words: Record<string, string> = {
    samples: subgraph,
    Samples: capitalised(subgraph),
    sample: entity.toLowerCase(),
    Sample: entity,
    SAMPLE: entity.toUpperCase(),
    smp: prefix,
  };
  return template.replaceAll(/samples|Samples|sample|Sample|SAMPLE|smp/g, (word) => words[word]!);
}
