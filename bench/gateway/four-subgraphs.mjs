/**
 * The four subgraphs of the public federation benchmark (accounts, inventory, products, reviews), each on a port of its own.
 * An answer is computed once for each text and variables: the gateways are measured, not the subgraphs. Prints the ports as JSON.
 */
import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable"])`;

const users = Array.from({ length: 6 }, (_, index) => ({
  id: String(index + 1),
  name: `Person number ${index + 1}`,
  username: `person_${index + 1}`,
  birthday: 1990 + index,
}));
const products = Array.from({ length: 9 }, (_, index) => ({
  upc: String(index + 1),
  name: `Product number ${index + 1}`,
  price: 100 + 250 * index,
  weight: 50 * (index + 1),
}));
const reviews = Array.from({ length: 27 }, (_, index) => ({
  id: String(index + 1),
  body: `Review number ${index + 1}: ${'it is what it says. '.repeat(1 + (index % 3))}`,
  authorId: String((index % users.length) + 1),
  upc: String(((index * 5) % products.length) + 1),
}));

const userOf = ({ id }) => users.find((user) => user.id === id);
const productOf = ({ upc }) => products.find((product) => product.upc === upc);

export const subgraphs = {
  accounts: {
    sdl: `type Query { me: User user(id: ID!): User users: [User] } type User @key(fields: "id") { id: ID! name: String username: String birthday: Int }`,
    resolvers: {
      Query: { me: () => users[0], user: (_, { id }) => userOf({ id }), users: () => users },
      User: { __resolveReference: userOf },
    },
  },
  inventory: {
    sdl: `type Product @key(fields: "upc") { upc: String! weight: Int @external price: Int @external inStock: Boolean shippingEstimate: Int @requires(fields: "price weight") }`,
    resolvers: {
      Product: {
        inStock: ({ upc }) => Number(upc) % 3 !== 0,
        shippingEstimate: ({ price, weight }) => (price > 1000 ? 0 : Math.round(weight / 2)),
      },
    },
  },
  products: {
    sdl: `type Query { topProducts(first: Int = 5): [Product] } type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    resolvers: {
      Query: { topProducts: (_, { first }) => products.slice(0, first) },
      Product: { __resolveReference: productOf },
    },
  },
  reviews: {
    sdl: `
      type Review @key(fields: "id") { id: ID! body: String product: Product author: User }
      type User @key(fields: "id") { id: ID! username: String @external numberOfReviews: Int reviews: [Review] }
      type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
    resolvers: {
      Review: { author: ({ authorId }) => ({ id: authorId }), product: ({ upc }) => ({ upc }) },
      User: {
        reviews: ({ id }) => reviews.filter(({ authorId }) => authorId === id),
        numberOfReviews: ({ id }) => reviews.filter(({ authorId }) => authorId === id).length,
      },
      Product: { reviews: (product) => reviews.filter(({ upc }) => upc === product.upc) },
    },
  },
};
// An external field that nothing needs is refused.
subgraphs.reviews.sdl = subgraphs.reviews.sdl.replace(' username: String @external', '');

export const typeDefsOf = (name) => parse(link + subgraphs[name].sdl);

async function serve(name) {
  const schema = buildSubgraphSchema({ typeDefs: typeDefsOf(name), resolvers: subgraphs[name].resolvers });
  const known = new Map();
  const answer = async (body) => {
    const { query, variables } = JSON.parse(body);
    const text = JSON.stringify(await graphql({ schema, source: query, variableValues: variables }));
    const bytes = Buffer.from(text);
    known.set(body, bytes);
    return bytes;
  };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      const bytes = known.get(body) ?? (await answer(body));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.end(bytes);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

if (process.argv[1] === import.meta.filename) {
  const ports = await Promise.all(Object.keys(subgraphs).map(async (name) => [name, await serve(name)]));
  console.log(JSON.stringify(Object.fromEntries(ports)));
}
