import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { issueInvoices } from '../commands/sellers/issue-invoices.ts';
import { setBillingDetails } from '../commands/sellers/set-billing-details.ts';
import type { Invoice, InvoiceLine } from '../domain/sellers/invoice.ts';
import type {
  InvoiceLineResolvers,
  InvoiceResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts';
import { invoiceLink } from '../store/sellers/invoice-link.ts';
import { listInvoices } from '../store/sellers/invoices.ts';
import { maySeeMoneyOf } from './seller-statement.ts';

/** A line with the currency of its invoice. */
export type LineOfInvoice = InvoiceLine & { currency: string };

const cursors = timeAndId('invoices');
const linkMs = 600_000;

export const invoiceQuery = {
  async invoices(_, { sellerId, ...args }, context) {
    const isVisible = await maySeeMoneyOf(context, sellerId);
    const page = readPage(args, cursors);
    if (!isVisible) return null;
    const rows = await listInvoices(context.db, sellerId, page);
    return toConnection(rows, page, ({ issuedAt, id }) => cursorOf(cursors, [issuedAt, id]));
  },

  async invoice(_, { id }, context) {
    const found = await context.loaders.invoice.load(id);
    const isVisible = await maySeeMoneyOf(context, found?.sellerId ?? '');
    return isVisible ? found : null;
  },
} satisfies QueryResolvers;

export const invoiceMutations = {
  setBillingDetails: async (_, { input }, context) => ({
    __typename: 'BillingDetails' as const,
    ...(await setBillingDetails(context, input)),
  }),

  issueInvoices: async (_, { input }, context) => ({
    __typename: 'IssuedInvoices' as const,
    ...(await issueInvoices(context, input)),
  }),
} satisfies MutationResolvers;

const moneyOf = (amountMinor: bigint, { currency }: { currency: string }) => toGraphMoney({ amountMinor, currency });

export const invoice: InvoiceResolvers = {
  seller: ({ sellerId: id }) => ({ id }),
  lines: ({ lines, currency }) => lines.map((line): LineOfInvoice => ({ ...line, currency })),
  net: (it) => moneyOf(it.netMinor, it),
  vat: (it) => moneyOf(it.vatMinor, it),
  total: (it) => moneyOf(it.totalMinor, it),
  document({ id: invoiceId }: Invoice, _, { settings, now }) {
    const expiresAt = new Date(now().getTime() + linkMs);
    return { url: invoiceLink(settings.sealKeys, settings.publicUrl, { invoiceId, expiresAt }), expiresAt };
  },
};

export const invoiceLine: InvoiceLineResolvers = {
  total: (it) => moneyOf(it.totalMinor, it),
  vat: (it) => moneyOf(it.vatMinor, it),
  corrects: ({ correctsId }, _, { loaders }) => (correctsId === null ? null : loaders.invoice.load(correctsId)),
};
