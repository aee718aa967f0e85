import type { Invariant } from '@soko/invariants';

/** Rules of fees, adverts and invoices that no constraint can state. */
export const sellerInvariants: readonly Invariant[] = [
  {
    name: 'charges-are-in-the-ledger',
    rule: 'What Soko charges sellers, or returns, is the same in the ledger and among the charges that invoices are made of.',
    sql: `SELECT t.reference AS subject, format('%s in the ledger, %s charged', l.amount, coalesce(c.amount_minor, 0)) AS found
      FROM (SELECT p.transaction_id, a.code, sum(CASE p.side WHEN 'C' THEN p.amount_minor ELSE -p.amount_minor END) AS amount
        FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id CROSS JOIN bounds
        WHERE a.code IN ('platform_fee', 'advert_income') AND NOT p.is_pending AND p.at >= bounds.since GROUP BY 1, 2) l
      JOIN ledger_transaction t ON t.id = l.transaction_id
      LEFT JOIN seller_charge c ON c.reference = t.reference
        AND c.kind = CASE l.code WHEN 'platform_fee' THEN 'FEE' ELSE 'ADVERT' END
      WHERE t.kind <> 'invoice_vat' AND l.amount <> coalesce(c.amount_minor, 0)
      UNION ALL SELECT c.reference, format('%s charged, nothing in the ledger', c.amount_minor)
      FROM seller_charge c, bounds WHERE c.at >= bounds.since
        AND NOT EXISTS (SELECT FROM ledger_transaction t WHERE t.reference = c.reference)`,
  },
  {
    name: 'invoices-are-their-charges',
    rule: 'An invoice is the sum of its charges and of its lines, and its tax is in the ledger.',
    sql: `SELECT i.number AS subject, format('total %s, charges %s, lines %s, tax %s, tax of lines %s', i.total_minor, c.sum, l.sum,
        i.vat_minor, l.vat) AS found
      FROM invoice i CROSS JOIN bounds
      LEFT JOIN LATERAL (SELECT coalesce(sum(abs(amount_minor)), 0) AS sum FROM seller_charge WHERE invoice_id = i.id) c ON true
      LEFT JOIN LATERAL (SELECT coalesce(sum(total_minor), 0) AS sum, coalesce(sum(vat_minor), 0) AS vat
        FROM invoice_line WHERE invoice_id = i.id) l ON true
      WHERE i.issued_at >= bounds.since AND (c.sum <> i.total_minor OR l.sum <> i.total_minor OR l.vat <> i.vat_minor
        OR (i.vat_minor > 0) <> EXISTS (SELECT FROM ledger_transaction t WHERE t.reference = 'invoice:' || i.id || ':vat'))`,
  },
  {
    name: 'credit-notes-return-the-tax',
    rule: 'Credit notes return no more tax of an invoice than it had, as long as they return no more than its total.',
    sql: `SELECT i.number || ' ' || l.kind AS subject, format('%s of tax, %s returned', l.vat_minor, sum(e.vat_minor)) AS found
      FROM invoice i CROSS JOIN bounds JOIN invoice_line l ON l.invoice_id = i.id
      JOIN invoice n ON n.seller_id = i.seller_id AND n.currency = i.currency AND n.kind = 'CREDIT_NOTE'
      JOIN invoice_line e ON e.invoice_id = n.id AND e.corrects_id = i.id AND e.kind = l.kind
      WHERE i.issued_at >= bounds.since AND i.kind = 'INVOICE' GROUP BY i.number, l.kind, l.total_minor, l.vat_minor
      HAVING sum(e.total_minor) <= l.total_minor AND sum(e.vat_minor) > l.vat_minor`,
  },
  {
    name: 'invoice-numbers-have-no-gaps',
    rule: 'The invoices of a series and year are numbered from 1 to the last number that was given.',
    sql: `SELECT k.series || '-' || k.year AS subject, format('%s invoices up to %s, last number %s', count(i.id), max(i.position), k.last) AS found
      FROM invoice_counter k CROSS JOIN bounds LEFT JOIN invoice i ON i.series = k.series AND i.year = k.year
      WHERE k.year >= date_part('year', bounds.since) GROUP BY k.series, k.year, k.last
      HAVING count(i.id) <> k.last OR max(i.position) <> k.last`,
  },
];
