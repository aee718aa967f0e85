import { fulfilmentDelivery, fulfilmentPackaging, fulfilmentStock } from '@soko/events';
import type { Projections } from '@soko/subgraph';

const stock = { topic: fulfilmentStock.name, groups: ['products'] };
const packages = { topic: fulfilmentPackaging.name, groups: ['orders.purchases'] };
const parcels = { topic: fulfilmentDelivery.name, groups: ['orders.purchases'] };

/** Stock that was just received can be bought, and an order shows what was just packed and delivered. */
export const projections: Projections = {
  receiveStock: stock,
  adjustStock: stock,
  startPackaging: packages,
  completePackaging: packages,
  failPackaging: packages,
  startDelivery: parcels,
  completeDelivery: parcels,
  failDelivery: parcels,
};
