-- Rows from before have neither column, and writes go on while this reads the table.
ALTER TABLE "promotion_code" VALIDATE CONSTRAINT "promotion_code_of_person";
