/** Pages of the shop, as requests for autocannon. */
const card = `id slug title seller { id displayName } category { id name }
  priceRange { min { amount currency } max { amount currency } } media { url width height alt }`;

const page = `query Page($after: String) { products(first: 20, after: $after) { nodes { ${card} } pageInfo { hasNextPage endCursor } } }`;
const search = `query Search($search: String!) { products(first: 20, filter: { search: $search }) {
  nodes { ${card} } facets { name values { value count } } pageInfo { hasNextPage endCursor } } }`;
const product = `query Product($id: ID!) { product(id: $id) { ${card} description type condition tags
  variants { id sku options { name value } price { amount currency } compareAt { amount currency } } } }`;

async function ask(url, query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Pages to ask for, words to search and products to show, taken from the catalogue that is there. */
export async function collect(url) {
  const cursors = [null];
  const ids = [];
  const words = new Set();
  for (let pages = 0; pages < 15; pages += 1) {
    const { products } = await ask(url, page, { after: cursors.at(-1) });
    for (const { id, title } of products.nodes) {
      ids.push(id);
      words.add(
        title
          .toLowerCase()
          .split(/\W+/)
          .find((word) => word.length > 4) ?? title,
      );
    }
    cursors.push(products.pageInfo.endCursor);
  }
  return { cursors, ids, words: [...words] };
}

const post = (query, variables) => ({
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables }),
});

/** The requests of each kind of page. */
export const loadsOf = ({ cursors, ids, words }) => ({
  'page of 20': cursors.map((after) => post(page, { after })),
  'search with facets': words.slice(0, 50).map((word) => post(search, { search: word })),
  'product page': ids.slice(0, 200).map((id) => post(product, { id })),
});
