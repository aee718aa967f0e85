-- Fills the payers of codes from before: the trigger sets them. Each portion commits by itself, because an order that waits for a
-- code has locked its promotions, for which others wait in turn. So this is the only statement of its migration. A code that an
-- order has locked is left to the next migration: nobody waits for this one while it waits for them.
DO $$
DECLARE
  done TEXT := '';
  next TEXT;
BEGIN
  LOOP
    SELECT max(code) INTO next
      FROM (SELECT code FROM "promotion_code" WHERE code > done ORDER BY code LIMIT 1000) portion;
    EXIT WHEN next IS NULL;
    UPDATE "promotion_code" SET "payer" = NULL WHERE code IN (
      SELECT code FROM "promotion_code" WHERE code > done AND code <= next AND "payer" IS NULL ORDER BY code
      FOR UPDATE SKIP LOCKED);
    COMMIT;
    done := next;
  END LOOP;
END $$;
