import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** What each subgraph starts with. */
export const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides",
  "@external", "@shareable", "@interfaceObject", "@override", "@inaccessible", "@tag"])\n`;

/** Composes the schemas of subgraphs. */
export function compose(subgraphs: Record<string, string>): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs: parse(link + sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Small supergraphs, one for each way in which a plan is more than a list of fetches. */
export const fixtures: Readonly<Record<string, () => string>> = {
  'entities of several subgraphs': () =>
    compose({
      products: `
        type Query { products(first: Int, filter: Filter): [Product!]! product(id: ID!): Product top: [Product] }
        type Mutation { rename(id: ID!, name: String!): Product! hide(id: ID!): Boolean }
        input Filter { text: String, kinds: [Kind!], not: Filter }
        enum Kind { BOOK SHOE }
        scalar Json
        type Product @key(fields: "id") { id: ID! name: String! kind: Kind! price: Float sizes: [[Int!]!]! details: Json seller: User! related: [Product!] }
        type User @key(fields: "id") { id: ID! }`,
      users: `
        type Query { me: User users: [User!]! }
        type Mutation { follow(id: ID!): User }
        type User @key(fields: "id") @key(fields: "email") { id: ID! email: String! name: String! isActive: Boolean friends: [User!]! best: User }`,
      reviews: `
        type Query { latest(first: Int! = 2): [Review!]! }
        type Review @key(fields: "id") { id: ID! stars: Int! body: String product: Product! author: User }
        type Product @key(fields: "id") { id: ID! reviews(first: Int): [Review!]! average: Float }
        type User @key(fields: "id") { id: ID! reviews: [Review] }`,
    }),
  '@requires, @provides and @external': () =>
    compose({
      stock: `
        type Query { items: [Item!]! item(id: ID!): Item }
        type Item @key(fields: "id") { id: ID! weight: Int! size: Size! price: Int @shareable tags: [String!]! }
        type Size @shareable { width: Int! height: Int }`,
      shipping: `
        type Query { parcels: [Parcel!]! }
        type Parcel @key(fields: "id") { id: ID! item: Item! @provides(fields: "price") next: Parcel }
        type Item @key(fields: "id") {
          id: ID! weight: Int! @external price: Int @external size: Size! @external
          costs: Int! @requires(fields: "weight price") box: String @requires(fields: "size { width height }")
        }
        type Size @shareable { width: Int! height: Int }`,
      labels: `
        type Item @key(fields: "id") { id: ID! box: String @external tags: [String!]! @external label(long: Boolean): String! @requires(fields: "box tags") }`,
    }),
  'interfaces and unions': () =>
    compose({
      media: `
        type Query { media: [Media!]! media1(id: ID!): Media search(text: String!): [Found!]! first: Found anything: Named }
        interface Named { name: String! }
        interface Media implements Named { id: ID! name: String! cover: Picture owner: Person! }
        type Book implements Media & Named @key(fields: "id") { id: ID! name: String! cover: Picture owner: Person! pages: Int! next: Book }
        type Film implements Media & Named @key(fields: "id") { id: ID! name: String! cover: Picture! owner: Person! minutes: Int parts: [Media!]! }
        type Picture @shareable { url: String! alt: String }
        union Found = Book | Film | Person
        type Person implements Named @key(fields: "id") { id: ID! name: String! likes: [Found] }`,
      ratings: `
        type Query { best: [Rated!]! }
        interface Rated { rating: Float! votes: Int }
        type Book implements Rated @key(fields: "id") { id: ID! rating: Float! votes: Int similar: [Book!]! }
        type Film implements Rated @key(fields: "id") { id: ID! rating: Float! votes: Int cast: [Person!] }
        type Person @key(fields: "id") { id: ID! age: Int films: [Film!]! }`,
    }),
  '@interfaceObject and entity interfaces': () =>
    compose({
      accounts: `
        type Query { accounts: [Account!]! account(id: ID!): Account }
        interface Account @key(fields: "id") { id: ID! name: String! }
        type Person implements Account @key(fields: "id") { id: ID! name: String! age: Int boss: Account }
        type Company implements Account @key(fields: "id") { id: ID! name: String! staff: [Person!]! }`,
      credit: `
        type Query { debtors: [Account!]! }
        type Account @key(fields: "id") @interfaceObject { id: ID! debt: Int! notes(first: Int): [Note!] guarantor: Account }
        type Note { text: String! of: Account! }`,
      rank: `
        type Account @key(fields: "id") @interfaceObject { id: ID! debt: Int! @external rank: String! @requires(fields: "debt") }`,
    }),
  'several keys, nested keys and @override': () =>
    compose({
      old: `
        type Query { orders: [Order!]! }
        type Order @key(fields: "number") { number: ID! total: Int! state: String lines: [Line!]! }
        type Line @key(fields: "order { number } position") { order: Order! position: Int! note: String }`,
      new: `
        type Query { lines: [Line!]! order(id: ID!): Order }
        type Order @key(fields: "number") @key(fields: "id") { number: ID! id: ID! state: String @override(from: "old") buyer: Buyer }
        type Line @key(fields: "order { number } position") { order: Order! @shareable position: Int! sku: String! }
        type Buyer { name: String! orders: [Order!]! }`,
    }),
};
