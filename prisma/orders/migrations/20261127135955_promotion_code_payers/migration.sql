ALTER TABLE "promotion_code" ADD COLUMN "payer" TEXT;

-- The payer of a code is that of its promotion, also of one that an earlier version adds during the upgrade.
CREATE FUNCTION set_promotion_code_payer() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW.payer := (SELECT coalesce(p.seller_id, 'platform') FROM promotion p WHERE p.id = NEW.promotion_id);
  RETURN NEW;
END $$;
CREATE TRIGGER promotion_code_payer BEFORE INSERT OR UPDATE ON "promotion_code" FOR EACH ROW
  EXECUTE FUNCTION set_promotion_code_payer();

-- Not validated here: rows from before have none yet.
ALTER TABLE "promotion_code" ADD CONSTRAINT "promotion_code_has_payer" CHECK ("payer" IS NOT NULL) NOT VALID;
