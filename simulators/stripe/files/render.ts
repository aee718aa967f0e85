import type Stripe from 'stripe';
import type { FileRecord } from '../records/payments.ts';

export const renderFile = (record: FileRecord): Stripe.File => ({
  id: record.id,
  object: 'file',
  created: record.createdAt,
  expires_at: null,
  filename: record.filename,
  links: null,
  purpose: record.purpose,
  size: record.size,
  title: null,
  type: record.type,
  url: null,
});
