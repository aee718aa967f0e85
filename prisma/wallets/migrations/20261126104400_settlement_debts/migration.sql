-- What a user owes since an earlier settlement was taken back; winnings repay it.
INSERT INTO "ledger_code" ("code", "kind", "has_owner", "may_be_negative") VALUES ('customer_receivable', 'asset', true, false);

-- A settlement changes each bet and its legs once: room on their pages keeps these changes out of the indexes.
ALTER TABLE "bet" SET (fillfactor = 50);
ALTER TABLE "bet_leg" SET (fillfactor = 50);
