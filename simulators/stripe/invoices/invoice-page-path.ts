import type { InvoiceRecord } from '../records/billing.ts';
import type { IntentRecord } from '../records/payments.ts';

/** The path of an invoice's page. Nobody guesses it: it has the random part of a secret. */
export const invoicePage = ({ id }: Pick<InvoiceRecord, 'id'>, { clientSecret }: IntentRecord): string =>
  `/invoice/${id}/${clientSecret.slice(clientSecret.lastIndexOf('_') + 1)}`;
