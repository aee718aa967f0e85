import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';

/** Path of the route for invoices. */
export const invoicePath = '/seller-invoices';

const purpose = 'seller-invoice';

/** An invoice that a link opens. */
export interface InvoiceGrant {
  invoiceId: string;
  expiresAt: Date;
}

/** URL of an invoice. Anyone with the URL can read it until it expires. */
export const invoiceLink = (keys: Keys, publicUrl: string, grant: InvoiceGrant): string =>
  new URL(`${invoicePath}?token=${seal(keys, purpose, JSON.stringify(grant))}`, publicUrl).href;

/** Id of the invoice that a token opens, or null for a wrong or expired one. */
export function readInvoiceToken(keys: Keys, token: string, now: Date): string | null {
  try {
    const { invoiceId, expiresAt } = JSON.parse(unseal(keys, purpose, token)) as Record<keyof InvoiceGrant, string>;
    return new Date(expiresAt) > now ? invoiceId : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
