import type Stripe from 'stripe';
import type { ProductRecord } from '../records/billing.ts';

export const renderProduct = (record: ProductRecord): Stripe.Product => ({
  id: record.id,
  object: 'product',
  active: record.active,
  created: record.createdAt,
  default_price: null,
  description: record.description,
  images: [],
  livemode: false,
  marketing_features: [],
  metadata: record.metadata,
  name: record.name,
  package_dimensions: null,
  shippable: null,
  statement_descriptor: null,
  tax_code: null,
  type: 'service',
  unit_label: null,
  updated: record.updatedAt,
  url: null,
});
