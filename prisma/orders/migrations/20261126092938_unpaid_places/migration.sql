-- Null for the checkouts of earlier versions: they are counted, and take no place.
ALTER TABLE "checkout" ADD COLUMN "unpaid_place" SMALLINT;
