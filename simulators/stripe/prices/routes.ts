import { answerList, listParams } from '../lists/list.ts';
import { flag, leftOut, list, metadata, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInPath } from '../work/find.ts';
import { withoutUndefined } from '../work/without-undefined.ts';
import { newPrice, priceParams } from './new-price.ts';
import { renderPrice } from './render.ts';

const describingParams = { active: flag, nickname: text(), lookup_key: text(200), metadata };

export const priceRoutes: readonly Route[] = [
  route(
    'POST',
    '/v1/prices',
    { ...priceParams, ...describingParams, product_data: leftOut, billing_scheme: leftOut, tiers: leftOut },
    ({ work, params }) => {
      const price = newPrice(work, params, (name) => name, {
        active: params.active ?? true,
        nickname: params.nickname ?? null,
        lookupKey: params.lookup_key ?? null,
        metadata: changeMetadata({}, params.metadata),
      });
      work.tell('price.created', 'prices', price);
      return renderPrice(price);
    },
  ),
  route('GET', '/v1/prices', { ...listParams, active: flag, product: text(), lookup_keys: list(text()) }, (call) => {
    const { active, product, lookup_keys: keys } = call.params;
    return answerList(
      call,
      'prices',
      (price) =>
        (active === undefined || price.active === active) &&
        (!product || price.product === product) &&
        (!keys || (price.lookupKey !== null && keys.includes(price.lookupKey))),
      renderPrice,
    );
  }),
  route('GET', '/v1/prices/:id', {}, ({ work, path }) => renderPrice(findInPath(work, 'prices', path.id!))),
  route('POST', '/v1/prices/:id', describingParams, ({ work, path, params }) => {
    const price = findInPath(work, 'prices', path.id!);
    const { active, nickname, lookup_key: lookupKey } = params;
    const changed = work.put('prices', {
      ...price,
      ...withoutUndefined({ active, nickname, lookupKey }),
      metadata: changeMetadata(price.metadata, params.metadata),
    });
    work.tell('price.updated', 'prices', changed, price);
    return renderPrice(changed);
  }),
];
