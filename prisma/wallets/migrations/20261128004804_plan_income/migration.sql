-- Written by hand.

-- Plans of stores that were paid by card.
INSERT INTO "ledger_code" ("code", "kind", "has_owner", "may_be_negative") VALUES ('plan_income', 'revenue', false, true);
