import { answerList, listParams } from '../lists/list.ts';
import { refused } from '../wire/api-error.ts';
import { flag, leftOut, metadata, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInPath } from '../work/find.ts';
import { withoutUndefined } from '../work/without-undefined.ts';
import { renderProduct } from './render.ts';

const describingParams = {
  description: text(),
  active: flag,
  metadata,
  default_price_data: leftOut,
  images: leftOut,
  marketing_features: leftOut,
  package_dimensions: leftOut,
  shippable: leftOut,
  statement_descriptor: leftOut,
  tax_code: leftOut,
  unit_label: leftOut,
  url: leftOut,
};

export const productRoutes: readonly Route[] = [
  route('POST', '/v1/products', { id: text(), name: required(text()), ...describingParams }, ({ work, params }) => {
    const id = params.id ?? randomId('prod', 14);
    if (work.view.get('products', id))
      throw refused('Product already exists.', { code: 'resource_already_exists', param: 'id' });
    const product = work.put('products', {
      id,
      account: work.account,
      createdAt: work.now,
      name: params.name,
      description: params.description ?? null,
      active: params.active ?? true,
      metadata: changeMetadata({}, params.metadata),
      updatedAt: work.now,
    });
    work.tell('product.created', 'products', product);
    return renderProduct(product);
  }),
  route('GET', '/v1/products', { ...listParams, active: flag }, (call) =>
    answerList(
      call,
      'products',
      ({ active }) => call.params.active === undefined || active === call.params.active,
      renderProduct,
    ),
  ),
  route('GET', '/v1/products/:id', {}, ({ work, path }) => renderProduct(findInPath(work, 'products', path.id!))),
  route('POST', '/v1/products/:id', { name: text(), ...describingParams }, ({ work, path, params }) => {
    const product = findInPath(work, 'products', path.id!);
    const { name, description, active } = params;
    const changed = work.put('products', {
      ...product,
      ...withoutUndefined({ name: name ?? undefined, description, active }),
      metadata: changeMetadata(product.metadata, params.metadata),
      updatedAt: work.now,
    });
    work.tell('product.updated', 'products', changed, product);
    return renderProduct(changed);
  }),
];
