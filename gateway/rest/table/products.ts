import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageOf } from './operations.ts';

const reading = ['products:read', 'products:write'] as const;
const writing = ['products:write'] as const;

const filter = {
  search: 'String',
  storeId: 'ID',
  sellerId: 'ID',
  categoryId: 'ID',
  status: '[ProductStatus!]',
  type: '[ProductType!]',
  condition: '[ProductCondition!]',
  tags: '[String!]',
  ids: '[ID!]',
  inStock: 'Boolean',
};
const names = Object.keys(filter);

export const products: RouteGroup = {
  name: 'Products',
  description: 'Listings with their variants and pictures. A product is a draft until it is published.',
  routes: [
    {
      method: 'GET',
      path: '/products',
      access: 'everyone',
      summary: 'Lists products. With a key, also those of its store that are not on sale, when `status` names them.',
      operation: pageOf('ListProducts', 'products', 'Product', {
        variables: `${Object.entries(filter)
          .map(([name, type]) => `$${name}: ${type}`)
          .join(', ')}, $sort: ProductSort`,
        args: `filter: { ${names.map((name) => `${name}: $${name}`).join(', ')} }, sort: $sort`,
      }),
    },
    {
      method: 'POST',
      path: '/products',
      access: writing,
      summary: 'Creates a draft of a product.',
      operation: command('createProduct', 'Product'),
      status: 201,
    },
    {
      method: 'GET',
      path: '/products/{id}',
      access: 'everyone',
      summary: 'Returns one product.',
      operation: oneOf('GetProduct', 'product', 'Product'),
    },
    {
      method: 'PATCH',
      path: '/products/{id}',
      access: writing,
      summary: 'Changes the fields of a product that the body has.',
      operation: command('updateProduct', 'Product'),
      fills: { id: 'productId' },
    },
    {
      method: 'POST',
      path: '/products/{id}/publish',
      access: writing,
      summary: 'Puts a product on sale.',
      operation: command('publishProduct', 'Product'),
      fills: { id: 'productId' },
    },
    {
      method: 'POST',
      path: '/products/{id}/pause',
      access: writing,
      summary: 'Takes a product off sale for a time.',
      operation: command('pauseProduct', 'Product'),
      fills: { id: 'productId' },
    },
    {
      method: 'POST',
      path: '/products/{id}/archive',
      access: writing,
      summary: 'Takes a product off sale for good.',
      operation: command('archiveProduct', 'Product'),
      fills: { id: 'productId' },
    },
    {
      method: 'POST',
      path: '/products/{id}/variants',
      access: writing,
      summary: 'Adds a variant to a product.',
      operation: command('addVariant', 'Variant'),
      fills: { id: 'productId' },
      status: 201,
    },
    {
      method: 'PATCH',
      path: '/variants/{id}',
      access: writing,
      summary: 'Changes the fields of a variant that the body has.',
      operation: command('updateVariant', 'Variant'),
      fills: { id: 'variantId' },
    },
    {
      method: 'DELETE',
      path: '/variants/{id}',
      access: writing,
      summary: 'Removes a variant, and returns its product.',
      operation: command('removeVariant', 'Product'),
      fills: { id: 'variantId' },
    },
    {
      method: 'POST',
      path: '/products/{id}/media',
      access: writing,
      summary: 'Adds a picture that was uploaded to a product.',
      operation: command('attachMedia', 'Product'),
      fills: { id: 'productId' },
      status: 201,
    },
    {
      method: 'DELETE',
      path: '/products/{id}/media/{mediaId}',
      access: writing,
      summary: 'Removes a picture, and returns its product.',
      operation: command('removeMedia', 'Product'),
      fills: { id: 'productId' },
    },
    {
      method: 'GET',
      path: '/categories',
      access: 'everyone',
      summary: 'Lists the categories of the first level with those below them.',
      operation: 'query ListCategories { result: categories { ...Category children { ...Category } } }',
    },
    {
      method: 'POST',
      path: '/uploads',
      access: writing,
      summary: 'Prepares an upload. Send the file to its `url` with PUT and its `headers`.',
      operation: command('createUpload', 'Upload'),
      status: 201,
    },
    {
      method: 'GET',
      path: '/uploads/{id}',
      access: reading,
      summary: 'Returns an upload of the caller.',
      operation: oneOf('GetUpload', 'upload', 'Upload'),
    },
    {
      method: 'POST',
      path: '/product-imports',
      access: writing,
      summary: 'Begins to import products from a file that was uploaded.',
      operation: command('importProducts', 'ProductImport'),
      status: 202,
    },
    {
      method: 'GET',
      path: '/product-imports/{id}',
      access: reading,
      summary: 'Returns the progress of an import.',
      operation: oneOf('GetProductImport', 'productImport', 'ProductImport'),
    },
    {
      method: 'GET',
      path: '/product-export',
      access: reading,
      summary: 'Returns a link to a file of all products of the store.',
      operation: `query GetProductExport($format: ProductFileFormat, $storeId: ID) {
        result: productsExport(format: $format, storeId: $storeId) { ...ProductsExport }
      }`,
    },
  ],
};
